using System.Diagnostics;
using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.Lab.Scenarios.Sources;

/// <summary>
/// The same ways under free-running load: readers and writers of a few keys, nobody held. When both
/// have stopped and every replica of the database has caught up, each key is read at each cache and
/// held against the database.
/// </summary>
internal sealed class FreeSources(ShelfFleet fleet, LaggingReplica lagging, FreeSize size)
{
    private const int MoreRounds = 6;

    private static readonly TimeSpan CatchUp = LaggingReplica.Behind * 2;

    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);

    private readonly ClientNumbers _clients = new();

    /// <summary>All rounds of one way.</summary>
    public async Task<FreeOutcome> RunAsync(FreeWay way, CancellationToken ct)
    {
        var history = new History();
        var wrong = new Proportion(0, 0);
        long failed = 0;
        // Chance decides when a wrong way is caught: it gets more rounds for that.
        var most = way.Guarded ? size.Rounds : size.Rounds * MoreRounds;
        for (var round = 0; round < size.Rounds || (round < most && wrong.Count == 0); round++)
        {
            await fleet.FlushAsync(ct);
            var keys = Enumerable.Range(0, size.Keys).Select(way.KeyOf).ToList();
            for (var at = 0; at < keys.Count; at++)
                history.Begin(HistoryKey(round, at), (await fleet.Origin.TruthAsync(keys[at], ct)).Version);
            fleet.Origin.ReadFrom = way.ReadsLagging ? lagging.Source : fleet.Origin.Primary;
            try
            {
                failed += await LoadAsync(way, keys, round, history, ct);
                await Task.Delay(way.ReadsLagging ? CatchUp : Settle, ct);
                foreach (var key in keys)
                    wrong = new Proportion(wrong.Count + (await IsWrongAsync(way, key, ct) ? 1 : 0), wrong.Of + 1);
            }
            finally
            {
                fleet.Origin.ReadFrom = fleet.Origin.Primary;
            }
        }
        return new FreeOutcome(wrong, SessionReport.Of(way.Name, history), failed);
    }

    private async Task<long> LoadAsync(
        FreeWay way, List<string> keys, int round, History history, CancellationToken ct)
    {
        var chance = new SeededChance(size.Seed + round);
        var gates = keys.Select(_ => new SemaphoreSlim(1)).ToArray();
        var stats = await OpenLoad.RunAsync(
            size.During, ct,
            new OpenLoad("reads", size.ReadsPerSecond, () => _clients.AsOneAsync(async client =>
            {
                var at = chance.Next(keys.Count);
                var begun = Stopwatch.GetTimestamp();
                var answer = await fleet.ReadAsync(keys[at], way.Policy, ct);
                history.Read(client, HistoryKey(round, at), begun, answer.Version);
                return (string?)null;
            })),
            new OpenLoad("writes", size.WritesPerSecond, () => _clients.AsOneAsync(async client =>
            {
                var at = chance.Next(keys.Count);
                // One writer of a key at a time, so that a rolled-back version is nobody else's.
                await gates[at].WaitAsync(ct);
                try
                {
                    var begun = Stopwatch.GetTimestamp();
                    if (await way.WriteAsync(fleet, at, ct) is { } version)
                        history.Write(client, HistoryKey(round, at), begun, version);
                }
                finally
                {
                    gates[at].Release();
                }
                return (string?)null;
            })));
        return stats.Values.Sum(one => one.Failed);
    }

    private async Task<bool> IsWrongAsync(FreeWay way, string key, CancellationToken ct)
    {
        var (truth, version) = await fleet.Origin.TruthAsync(key, ct);
        var wrong = false;
        for (var replica = 0; replica < ShelfFleet.Size; replica++)
        {
            var told = await fleet.ReadAsync(replica, key, way.Policy, ct);
            wrong |= told.Version != version || told.Value.Cents != truth!.Cents;
        }
        return wrong;
    }

    // Each round begins anew.
    private int HistoryKey(int round, int at) => (round * size.Keys) + at;
}

/// <summary>How much is read and written, of how many keys, how often anew.</summary>
internal sealed record FreeSize(
    int Keys, int ReadsPerSecond, int WritesPerSecond, TimeSpan During, int Rounds, int Seed);

/// <param name="Wrong">Keys that are answered otherwise than the database has them, in the end.</param>
/// <param name="Sessions">What clients saw meanwhile.</param>
/// <param name="Failed">Requests without an answer.</param>
internal sealed record FreeOutcome(Proportion Wrong, SessionReport Sessions, long Failed);
