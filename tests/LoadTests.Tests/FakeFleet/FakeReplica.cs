using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheFleet.LoadTests.Tests.FakeFleet;

/// <summary>One replica of the fake fleet: Catalog.Api's HTTP over the shared fake store.</summary>
public sealed class FakeReplica : IAsyncDisposable
{
    private static readonly TimeSpan OriginDelay = TimeSpan.FromMilliseconds(150);

    private readonly WebApplication _app;
    private readonly FakeStore _store;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, int> _waiting = new();
    private readonly Dictionary<string, Task<long>> _flights = [];
    private readonly ConcurrentDictionary<(string Family, string Policy), long> _loads = new();
    private readonly ConcurrentDictionary<(string Family, string Policy), long> _refused = new();

    private FakeReplica(string id, FakeStore store, WebApplication app) =>
        (Id, _store, _app) = (id, store, app);

    public string Id { get; }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<FakeReplica> StartAsync(
        string id, FakeStore store, bool hasLab, Func<IEnumerable<FakeReplica>> all)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var replica = new FakeReplica(id, store, app);
        replica.MapCatalog();
        if (hasLab) replica.MapLab(all);
        await app.StartAsync();
        return replica;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void MapCatalog()
    {
        _app.MapGet("/alive", () => "alive");
        Delegate rankings = (HttpContext http) => ReadAsync(http, "bestsellers", "all");
        _app.MapGet("/rankings/bestsellers", rankings);
        _app.MapGet(
            "/products/{id}", (HttpContext http, string id) => ReadAsync(http, "product", id));
        _app.MapPut("/products/{id}", (HttpContext http, string id) => Write(http, "product", id));
        _app.MapGet(
            "/objects/{type}/{id}/{index}",
            (HttpContext http, string type, string id, string index) =>
            ReadAsync(http, "object", $"{type}/{id}/{index}"));
        _app.MapPut(
            "/objects/{type}/{id}/{index}",
            (HttpContext http, string type, string id, string index) =>
            Write(http, "object", $"{type}/{id}/{index}"));
    }

    private void MapLab(Func<IEnumerable<FakeReplica>> all)
    {
        _app.MapGet("/lab/instances", () => all().Select(one => new
        {
            id = one.Id,
            pid = Environment.ProcessId,
            address = one.Address,
        }));
        _app.MapGet("/lab/counters", () => new
        {
            instance = Id,
            originLoads = _loads.Select(
                p => new { family = p.Key.Family, policy = p.Key.Policy, count = p.Value }),
            fills = _refused.Select(p => new
            {
                family = p.Key.Family,
                policy = p.Key.Policy,
                outcome = "lease_refused",
                count = p.Value,
            }),
        });
        _app.MapGet("/lab/origin", () => new { calls = _store.Calls });
        _app.MapGet("/lab/entry", (string family, string key) =>
            new { invalidated = _store.Tombstone(family, key) });
        _app.MapPost("/lab/expire", (Expiry e) => new
        {
            existed = _store.Expire(e.Policy, e.Family, e.Key, e.InMilliseconds),
        });
        _app.MapPost("/lab/flush", (Flush flush) => _store.Flush(flush.Policy));
        _app.MapPost("/lab/objects", (Objects objects) => _store.Insert(objects.Packed.Length));
        _app.MapPost("/lab/gates/{id}", (string id) => { _gates[id] = new(); });
        _app.MapGet(
            "/lab/gates/{id}", (string id) =>
                new { armed = true, waiting = _waiting.GetValueOrDefault(id) });
        _app.MapPost("/lab/gates/{id}/open", (string id) => _gates[id].TrySetResult());
        _app.MapDelete("/lab/gates/{id}", (string id) =>
        {
            if (_gates.TryRemove(id, out var gate)) gate.TrySetResult();
        });
    }

    private async Task<IResult> ReadAsync(HttpContext http, string family, string key)
    {
        var policy = PolicyOf(http);
        var version = _store.Find(policy, family, key);
        http.Response.Headers["Cache-Status"] =
            version is null ? "cachefleet; fwd=miss; stored" : "cachefleet; hit";
        version ??= policy == "baseline"
            ? await LoadAsync(http, policy, family, key)
            : await FlyAsync(http, policy, family, key);
        http.Response.Headers.ETag = $"\"v{version}\"";
        return TypedResults.Json(
            new { id = key, name = "n", category = 1, priceCents = 100, stock = 5, version });
    }

    private Task<long> FlyAsync(HttpContext http, string policy, string family, string key)
    {
        var name = $"{family}:{key}";
        lock (_flights)
        {
            if (_flights.TryGetValue(name, out var flight) && !flight.IsCompleted) return flight;
            return _flights[name] = LoadAsync(http, policy, family, key);
        }
    }

    private async Task<long> LoadAsync(HttpContext http, string policy, string family, string key)
    {
        // A flight looks again: the entry may have come between the look of its first reader and
        // its take-off.
        if (_store.Find(policy, family, key) is { } found) return found;
        _loads.AddOrUpdate((family, policy), 1, (_, count) => count + 1);
        var version = _store.Load(family, key);
        if (family == "bestsellers") await Task.Delay(OriginDelay);
        if (http.Request.Headers.TryGetValue("X-Lab-Gate", out var gate)
            && _gates.TryGetValue(gate!, out var held))
        {
            _waiting.AddOrUpdate(gate!, 1, (_, n) => n + 1);
            await held.Task;
        }
        if (!_store.Fill(policy, family, key, version))
            _refused.AddOrUpdate((family, policy), 1, (_, count) => count + 1);
        return version;
    }

    private NoContent Write(HttpContext http, string family, string key)
    {
        http.Response.Headers.ETag = $"\"v{_store.Write(family, key)}\"";
        return TypedResults.NoContent();
    }

    private static string PolicyOf(HttpContext http) =>
        http.Request.Headers.TryGetValue("X-Cache-Policy", out var policy) ? policy.ToString()
            : "single-flight";

    private sealed record Expiry(string Family, string Key, string Policy, long InMilliseconds);

    private sealed record Flush(string Policy);

    private sealed record Objects(uint[] Packed);
}
