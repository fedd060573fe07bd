using System.Diagnostics;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Backlog;

/// <summary>What came of one way to make up for the backlog.</summary>
internal sealed record BacklogOutcome(
    string Way, long Events, double SecondsToHealthy, Proportion StaleBefore, Proportion StaleDuring,
    Proportion Refused, double OriginPeak, double OriginCap, SessionReport Sessions);

/// <summary>
/// One backlog and one way to make up for it: (1) every product is read into the cache, and users
/// go on reading; (2) an import changes all of them many times past the API, so that the cache is
/// old and only the log knows; (3) the recovery is asked for; once every replica knows of it no
/// old answer may be given any more; (4) the fleet is healthy when every replica answers from the
/// shared store again.
/// </summary>
internal sealed class BacklogTrial(FleetClient fleet, BacklogSize size, int seed, CancellationToken ct)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    // A replica's memory is passed by a moment after the store is: its feed looks every tenth of a
    // second.
    private static readonly TimeSpan MemoryFollows = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan ControlFor = TimeSpan.FromSeconds(2);

    private readonly LogClient _log = new(fleet);
    private double _originPeak;
    private double _cap;

    /// <param name="way">replay, compacted or flush; null for the control, where nobody does anything.</param>
    public async Task<BacklogOutcome> RunAsync(string? way)
    {
        using var reads = new BacklogReads(fleet, size.First, size.Products, seed, ct);
        await reads.WarmAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = ReadOnAsync(reads, ending.Token);
        var begun = Stopwatch.GetTimestamp();
        var bulk = await _log.ChangeAsync(size.First, size.Products, size.Times, ct);
        var changed = Stopwatch.GetTimestamp();
        long known = changed, healthy;
        if (way is null)
        {
            await Task.Delay(ControlFor, ct);
            healthy = Stopwatch.GetTimestamp();
        }
        else
        {
            await _log.RecoverAsync(way, ct);
            await UntilAsync(looks => looks.All(look => !look.Trusted || look.Recovering is null));
            await Task.Delay(MemoryFollows, ct);
            known = Stopwatch.GetTimestamp();
            await UntilAsync(looks => looks.All(look => look.Trusted && look.Recovering is null));
            healthy = Stopwatch.GetTimestamp();
            await UntilAsync(looks => looks.All(look => !look.Capped));
        }

        var end = Stopwatch.GetTimestamp();
        await ending.CancelAsync();
        await reading;
        return new BacklogOutcome(
            way ?? "nothing", bulk.Events, Stopwatch.GetElapsedTime(changed, healthy).TotalSeconds,
            reads.StaleBetween(changed, way is null ? healthy : known, bulk.Versions),
            reads.StaleBetween(known, way is null ? known : end, bulk.Versions),
            reads.RefusedBetween(known, end), _originPeak, _cap,
            SessionReport.Of(way ?? "nothing done", reads.HistoryWith(
                new BacklogImport(begun, changed, size.Times, bulk.Versions))));
    }

    /// <summary>
    /// Whatever a control has left: the cache is right again before anybody else comes.
    /// </summary>
    public async Task TidyUpAsync()
    {
        await _log.RecoverAsync("flush", ct);
        await UntilAsync(looks => looks.All(look => look is { Trusted: true, Recovering: null, Capped: false }));
    }

    private async Task ReadOnAsync(BacklogReads reads, CancellationToken ending)
    {
        var pending = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / size.ReadsPerSecond));
        try
        {
            while (await timer.WaitForNextTickAsync(ending))
            {
                pending.RemoveAll(read => read.IsCompleted);
                pending.Add(reads.ReadAsync());
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await Task.WhenAll(pending);
        }
    }

    // Between two looks the origin's own count grows by its rate.
    private async Task UntilAsync(Func<IReadOnlyList<LogAnswer>, bool> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        var (loads, at) = (await _log.ProductLoadsAsync(limit.Token), Stopwatch.GetTimestamp());
        while (true)
        {
            var looks = await Task.WhenAll(fleet.Replicas.Select(replica => _log.LookAsync(replica, limit.Token)));
            _cap = looks.Sum(look => look.CappedLoadsPerSecond);
            if (isSo(looks)) return;
            await Task.Delay(BetweenLooks, limit.Token);
            if (Stopwatch.GetElapsedTime(at).TotalSeconds < 1) continue;
            var now = await _log.ProductLoadsAsync(limit.Token);
            if (looks.All(look => look.Capped))
                _originPeak = Math.Max(_originPeak, (now - loads) / Stopwatch.GetElapsedTime(at).TotalSeconds);
            (loads, at) = (now, Stopwatch.GetTimestamp());
        }
    }
}

/// <summary>How large the backlog is, and how much is read beside it.</summary>
internal sealed record BacklogSize(int First, int Products, int Times, int ReadsPerSecond);
