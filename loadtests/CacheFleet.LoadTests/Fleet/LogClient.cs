using System.Net.Http.Json;

namespace CacheFleet.LoadTests.Fleet;

/// <summary>
/// The fleet's log of changes over HTTP: how long it is, how to fill it, how to make up for it.
/// </summary>
public sealed class LogClient(FleetClient fleet)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Changes so many products so often, in one transaction past the API, as an import would.
    /// </summary>
    public Task<BulkAnswer> ChangeAsync(int first, int products, int times, CancellationToken ct) =>
        AskAsync<BulkAnswer>(
            HttpMethod.Post, fleet.Replicas[0], "/lab/log/changes", new { first, products, times }, ct);

    /// <summary>Tells again of these products' newest version and of the one before it.</summary>
    public Task<BulkAnswer> EchoAsync(int first, int products, CancellationToken ct) =>
        AskAsync<BulkAnswer>(
            HttpMethod.Post, fleet.Replicas[0], "/lab/log/echoes", new { first, products }, ct);

    /// <summary>Puts events into the log that no worker can apply.</summary>
    public Task PoisonAsync(int events, CancellationToken ct) => AskAsync<object>(
        HttpMethod.Post, fleet.Replicas[0], "/lab/log/poison", new { events }, ct);

    /// <summary>Has the key of an entry hold something that no invalidation can take away, or not.</summary>
    public Task SpoilAsync(
        string family, string key, string policy, bool spoiled, CancellationToken ct) =>
        AskAsync<object>(HttpMethod.Post, fleet.Replicas[0], "/lab/spoil",
            new { family, key, policy, spoiled }, ct);

    public Task<LogAnswer> LookAsync(Replica replica, CancellationToken ct) =>
        AskAsync<LogAnswer>(HttpMethod.Get, replica, "/lab/log", null, ct);

    public Task RecoverAsync(string recovery, CancellationToken ct) =>
        AskAsync<object>(HttpMethod.Post, fleet.Replicas[0], "/lab/log/recovery", new { recovery }, ct);

    /// <summary>What a replica has noted of changes since it was asked last.</summary>
    public async Task<IReadOnlyList<JournalAnswer>> TakeJournalAsync(Replica replica, CancellationToken ct) =>
        (await AskAsync<JournalsAnswer>(HttpMethod.Get, replica, "/lab/journal", null, ct)).Lines;

    /// <summary>How often Postgres has loaded products so far.</summary>
    public async Task<long> ProductLoadsAsync(CancellationToken ct) =>
        (await AskAsync<OriginAnswer>(HttpMethod.Get, fleet.Replicas[0], "/lab/origin", null, ct)).Calls["product"];

    /// <summary>Returns when the relay has delivered everything.</summary>
    public async Task DrainAsync(TimeSpan atMost, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(atMost);
        try
        {
            while ((await LookAsync(fleet.Replicas[0], limit.Token)).Pending > 0)
                await Task.Delay(BetweenLooks, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new LabRefusedException(
                $"The relay has not delivered everything in {atMost.TotalSeconds:0} s: is a worker running?");
        }
    }

    private async Task<T> AskAsync<T>(
        HttpMethod method, Replica replica, string path, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(replica.Address, path));
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await fleet.SendAsync(request, ct);
        await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
        return await answer.Content.ReadFromJsonAsync<T>(ct)
            ?? throw new LabRefusedException($"{method} {path} at {replica.Address} answered nothing.");
    }

    private sealed record OriginAnswer(Dictionary<string, long> Calls);

    private sealed record JournalsAnswer(IReadOnlyList<JournalAnswer> Lines);
}

/// <summary>
/// How many events a bulk change has made, and the versions of its products, by their order.
/// </summary>
public sealed record BulkAnswer(long Events, IReadOnlyList<long> Versions);

/// <summary>The log, and what a replica thinks of the shared store meanwhile.</summary>
public sealed record LogAnswer(
    long Pending, string? Recovering, bool Trusted, bool Capped, int CappedLoadsPerSecond,
    int? Relay = null);

/// <summary>
/// One note: what (committed, hinted, logged), of which version, at which Unix microsecond.
/// </summary>
public sealed record JournalAnswer(string What, string Key, long Version, long At);
