using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace CacheFleet.Catalog.Api.Tests;

/// <summary>One replica as the fleet runs it, inside the test's process, asked over HTTP.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private static int _started;

    private readonly WebApplication _app;

    private Replica(WebApplication app, string catalog)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
        Database = NpgsqlDataSource.Create(catalog);
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The origin, past the replica.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>Starts one with entries of its own in the shared Redis; the last of a setting's name wins.</summary>
    public static Task<Replica> StartAsync(CatalogServers servers, params string[] settings) =>
        StartAsync(servers.Catalog, servers.Redis.ConnectionString, settings);

    public static async Task<Replica> StartAsync(string catalog, string redis, params string[] settings)
    {
        var app = CatalogApp.Build(
        [
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:catalog={catalog}",
            $"--ConnectionStrings:redis={redis}",
            "--Logging:LogLevel:Default=None",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=None",
            "--Logging:LogLevel:Microsoft.AspNetCore=None",
            "--Logging:LogLevel:Npgsql=None",
            "--CacheFleet:Lab=true",
            $"--CacheFleet:Cache:Prefix=test{Interlocked.Increment(ref _started)}",
            .. settings,
        ]);
        await app.StartAsync();
        return new Replica(app, catalog);
    }

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Reply> PutAsync(string path, object? body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, body is null ? null : JsonContent.Create(body), headers);

    public Task<Reply> PostAsync(string path, object body) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body), []);

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Delete, path, null, headers);

    public Task<Reply> PutTextAsync(string path, string text, string type = "application/json") =>
        SendAsync(HttpMethod.Put, path, new StringContent(text, new MediaTypeHeaderValue(type)), []);

    public async Task<T> AskDatabaseAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ChangeDatabaseAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task<Reply> SendAsync(
        HttpMethod method, string path, HttpContent? body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Http.SendAsync(request);
        return await Reply.ReadAsync(answer);
    }
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Reply(
    int Status, string Text, string? Type, string? ETag, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? CacheStatus => Headers.GetValueOrDefault("Cache-Status");

    /// <summary>The one field that a problem names.</summary>
    public string Field => Assert.Single(Json.GetProperty("errors").EnumerateObject()).Name;

    public string? Detail => Json.GetProperty("detail").GetString();

    public static async Task<Reply> ReadAsync(HttpResponseMessage answer) => new(
        (int)answer.StatusCode,
        await answer.Content.ReadAsStringAsync(),
        answer.Content.Headers.ContentType?.MediaType,
        answer.Headers.ETag?.Tag,
        answer.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));
}
