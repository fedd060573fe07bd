using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aspire.Hosting.Dcp;

/// <summary>DCP's HTTP API: Kubernetes' verbs on executables and services.</summary>
internal sealed class DcpClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly MediaTypeHeaderValue MergePatch = new("application/merge-patch+json");
    private readonly HttpClient _http;

    public DcpClient(Kubeconfig config)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _)
            => config.Accepts(certificate as System.Security.Cryptography.X509Certificates.X509Certificate2);
        _http = new HttpClient(handler) { BaseAddress = config.Server, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", config.Token);
    }

    public Task CreateAsync(DcpExecutable executable, CancellationToken cancellation)
        => PostAsync("executables", executable, cancellation);

    public Task CreateAsync(DcpService service, CancellationToken cancellation)
        => PostAsync("services", service, cancellation);

    public async Task<IReadOnlyList<DcpService>> ListServicesAsync(CancellationToken cancellation)
        => (await _http.GetFromJsonAsync<DcpList<DcpService>>(Url("services"), Json, cancellation))!
            .Items;

    public Task StopAsync(string executable, CancellationToken cancellation)
        => PatchAsync(Url($"executables/{executable}"), """{"spec":{"stop":true}}""", cancellation);

    public async Task DeleteAsync(string executable, CancellationToken cancellation)
    {
        using var answer = await _http.DeleteAsync(Url($"executables/{executable}"), cancellation);
    }

    /// <summary>
    /// All executables as they are, then every change, until DCP or the caller ends it.
    /// </summary>
    public async IAsyncEnumerable<DcpExecutable> WatchExecutablesAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var line in LinesAsync(Url("executables?watch=true"), cancellation))
        {
            var change = JsonSerializer.Deserialize<WatchEvent<DcpExecutable>>(line, Json)!;
            if (change.Type is "ADDED" or "MODIFIED")
                yield return change.Object;
        }
    }

    /// <param name="executable">The object's name.</param>
    /// <param name="source"><c>stdout</c>, <c>stderr</c> or <c>system</c> (what DCP itself says).</param>
    /// <param name="cancellation">Ends the stream; so does the end of the process.</param>
    public IAsyncEnumerable<string> FollowLogAsync(
        string executable, string source, CancellationToken cancellation)
        => LinesAsync(Url($"executables/{executable}/log?source={source}&follow=true"), cancellation);

    /// <summary>Ends every process and DCP itself; returns at once.</summary>
    public Task ShutDownAsync(CancellationToken cancellation)
        => PatchAsync("/admin/execution", """{"status":"Stopping"}""", cancellation);

    public void Dispose() => _http.Dispose();

    private static string Url(string resource) => $"/apis/{DcpObject.Group}/{resource}";

    private async Task PostAsync<T>(string resource, T body, CancellationToken cancellation)
    {
        using var answer = await _http.PostAsJsonAsync(Url(resource), body, Json, cancellation);
        await ThrowIfRefusedAsync(answer, cancellation);
    }

    private async Task PatchAsync(string url, string patch, CancellationToken cancellation)
    {
        using var body = new StringContent(patch, MergePatch);
        using var answer = await _http.PatchAsync(url, body, cancellation);
        await ThrowIfRefusedAsync(answer, cancellation);
    }

    private async IAsyncEnumerable<string> LinesAsync(
        string url, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var answer = await _http.GetAsync(
            url, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await ThrowIfRefusedAsync(answer, cancellation);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
            yield return line;
    }

    private static async Task ThrowIfRefusedAsync(
        HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode)
            return;
        var why = await answer.Content.ReadAsStringAsync(cancellation);
        throw new DistributedApplicationException(
            $"DCP refused {answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {why}");
    }
}
