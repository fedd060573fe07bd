using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CacheFleet.LoadTests.Fleet;

/// <summary>
/// The fleet's lab over HTTP: its replicas, counters, and the switches that arrange a failure.
/// </summary>
public sealed class FleetClient : IDisposable
{
    private const string Refused = "_refused";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    private FleetClient(HttpClient http, Uri target, IReadOnlyList<Replica> replicas)
    {
        _http = http;
        Target = target;
        Replicas = replicas;
    }

    /// <summary>The address that users take: a balancer's, or one replica's.</summary>
    public Uri Target { get; }

    public IReadOnlyList<Replica> Replicas { get; private set; }

    /// <summary>
    /// Throws <see cref="FleetUnavailableException"/> if there is no fleet with a lab at the
    /// target.
    /// </summary>
    public static async Task<FleetClient> ConnectAsync(Uri target, CancellationToken ct)
    {
        var http = new HttpClient { Timeout = Patience };
        try
        {
            var replicas = await ReplicasAsync(http, target, ct);
            return new FleetClient(http, target, replicas);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    public async Task RefreshReplicasAsync(CancellationToken ct) =>
        Replicas = await ReplicasAsync(_http, Target, ct);

    public async Task<LoadCounts> CountAsync(CancellationToken ct)
    {
        var byReplica = new Dictionary<LoadKey, long>();
        foreach (var replica in Replicas)
        {
            var counters = await GetAsync<CountersAnswer>(replica.Address, "/lab/counters", ct);
            foreach (var loads in counters.OriginLoads)
            {
                var key = new LoadKey(replica.Id, loads.Family, loads.Policy);
                byReplica[key] = byReplica.GetValueOrDefault(key) + loads.Count;
            }
        }
        var origin = await GetAsync<OriginAnswer>(Replicas[0].Address, "/lab/origin", ct);
        return new LoadCounts(byReplica, origin.Calls);
    }

    /// <summary>Fills that the fleet's guards have refused since its start.</summary>
    public async Task<long> RefusedFillsAsync(string family, string policy, CancellationToken ct)
    {
        long refused = 0;
        foreach (var replica in Replicas)
        {
            var counters = await GetAsync<CountersAnswer>(replica.Address, "/lab/counters", ct);
            refused += (counters.Fills ?? []).Where(fill => fill.Family == family
                && fill.Policy == policy
                && fill.Outcome.EndsWith(Refused, StringComparison.Ordinal)).Sum(fill => fill.Count);
        }
        return refused;
    }

    /// <summary>
    /// Has the entry gone that long after now; false if there is no such entry.
    /// </summary>
    public Task<bool> ExpireAsync(
        string family, string key, string policy, TimeSpan after, CancellationToken ct) =>
        EndAsync(new { family, key, policy, inMilliseconds = (long)after.TotalMilliseconds }, ct);

    /// <summary>
    /// Has the entry come to its soft TTL that long after now, as if it had aged; false if there is
    /// none.
    /// </summary>
    public Task<bool> AgeAsync(
        string family, string key, string policy, TimeSpan after, CancellationToken ct) => EndAsync(
            new { family, key, policy, inMilliseconds = (long)after.TotalMilliseconds, end = "due" },
            ct);

    /// <summary>What lies under an entry's key, and what has been heard of it.</summary>
    public Task<EntryAnswer> EntryAsync(
        string family, string key, string policy, CancellationToken ct) => GetAsync<EntryAnswer>(
            Replicas[0].Address,
            $"/lab/entry?family={family}&key={key}&policy={Uri.EscapeDataString(policy)}", ct);

    public Task FlushAsync(string policy, CancellationToken ct) =>
        PostAsync(Replicas[0].Address, "/lab/flush", new { policy }, ct);

    public Task InsertObjectsAsync(IEnumerable<uint> packed, CancellationToken ct) =>
        PostAsync(Replicas[0].Address, "/lab/objects", new { packed, layout = "orm" }, ct);

    public Task ArmGateAsync(Replica replica, string gate, CancellationToken ct) =>
        PostAsync(replica.Address, $"/lab/gates/{gate}", null, ct);

    public async Task<int> WaitingAtGateAsync(Replica replica, string gate, CancellationToken ct) =>
        (await GetAsync<GateAnswer>(replica.Address, $"/lab/gates/{gate}", ct)).Waiting;

    public Task OpenGateAsync(Replica replica, string gate, CancellationToken ct) =>
        PostAsync(replica.Address, $"/lab/gates/{gate}/open", null, ct);

    public async Task RemoveGateAsync(Replica replica, string gate, CancellationToken ct)
    {
        using var answer =
            await _http.DeleteAsync(new Uri(replica.Address, $"/lab/gates/{gate}"), ct);
    }

    /// <summary>Any request of a user, sent to one replica.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
        _http.SendAsync(request, ct);

    public void Dispose() => _http.Dispose();

    private static async Task<IReadOnlyList<Replica>> ReplicasAsync(
        HttpClient http, Uri target, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(FirstAnswer);
        try
        {
            using var answer =
                await http.GetAsync(new Uri(target, "/lab/instances"), patience.Token);
            if (answer.StatusCode == HttpStatusCode.NotFound) throw Unavailable.WithoutLab(target);
            if (!answer.IsSuccessStatusCode)
                throw Unavailable.Refusing(target, (int)answer.StatusCode);
            var found = await answer.Content.ReadFromJsonAsync<List<Replica>>(ct) ?? [];
            if (found.Count == 0) throw Unavailable.WithoutReplicas(target);
            return [.. found.OrderBy(replica => replica.Id, StringComparer.Ordinal)];
        }
        catch (HttpRequestException e)
        {
            throw Unavailable.Silent(target, e);
        }
        catch (JsonException e)
        {
            throw Unavailable.NotAFleet(target, e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw Unavailable.Slow(target, FirstAnswer, e);
        }
    }

    private async Task<bool> EndAsync(object end, CancellationToken ct)
    {
        var answer = await PostAsync(Replicas[0].Address, "/lab/expire", end, ct);
        return answer?["existed"]?.GetValue<bool>() ?? false;
    }

    private async Task<T> GetAsync<T>(Uri address, string path, CancellationToken ct)
    {
        using var answer = await _http.GetAsync(new Uri(address, path), ct);
        await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
        return await answer.Content.ReadFromJsonAsync<T>(ct)
            ?? throw new LabRefusedException($"GET {path} at {address} answered nothing.");
    }

    private async Task<JsonNode?> PostAsync(
        Uri address, string path, object? body, CancellationToken ct)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var answer = await _http.PostAsync(new Uri(address, path), content, ct);
        await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    private sealed record CountersAnswer(
        IReadOnlyList<LoadsAnswer> OriginLoads, IReadOnlyList<FillsAnswer>? Fills);

    private sealed record FillsAnswer(string Family, string Policy, string Outcome, long Count);

    private sealed record LoadsAnswer(string Family, string Policy, long Count);

    private sealed record OriginAnswer(Dictionary<string, long> Calls);

    private sealed record GateAnswer(int Waiting);
}

/// <summary>
/// An entry as the lab shows it: its version, the highest version that an invalidation has told of,
/// and how long its load took; null where there is none.
/// </summary>
public sealed record EntryAnswer(long? Invalidated, long? LoadMs, long? Version = null);
