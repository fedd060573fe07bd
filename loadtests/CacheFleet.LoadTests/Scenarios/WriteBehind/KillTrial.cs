using System.Diagnostics;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.WriteBehind;

/// <summary>
/// One kill: (1) writers count their products' prices up at one replica, each waiting for its
/// acknowledgement;
/// (2) the replica is killed; (3) another one is asked at once what it knows; (4) when nothing is
/// buffered any more,
/// the rows are compared with what was acknowledged.
/// </summary>
internal sealed class KillTrial(FleetClient fleet, KillSeries series, int writers)
{
    public const int FirstProduct = 86_001;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Long enough for any replica that lives to have flushed its own memory too.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    private readonly WriteClient _writes = new(fleet);
    private int _acknowledged;

    private (string, string) Policy => ("X-Cache-Policy", series.Policy);

    public async Task RunAsync(TimeSpan killAfter, CancellationToken ct)
    {
        var victim = await _writes.StartUnderstudyAsync(ct);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var writing = Enumerable.Range(FirstProduct, writers)
            .Select(product => WriteOnAsync(victim, product, end.Token)).ToList();
        await WaitForAcknowledgementsAsync(ct);
        await Task.Delay(killAfter, ct);
        ReplicaProcess.Kill(victim);
        await end.CancelAsync();
        var last = await Task.WhenAll(writing);
        await ReadElsewhereAsync(last, ct);
        await CompareAsync(last, ct);
        series.Kills++;
    }

    // A process that has just started is slow: the moment of the kill counts from when it is at
    // work.
    private async Task WaitForAcknowledgementsAsync(CancellationToken ct)
    {
        var since = Stopwatch.StartNew();
        while (Volatile.Read(ref _acknowledged) < writers && since.Elapsed < Patience)
            await Task.Delay(BetweenLooks, ct);
    }

    private async Task<Acknowledged> WriteOnAsync(Replica victim, int product, CancellationToken ct)
    {
        var row = await _writes.RowAsync(product, CancellationToken.None);
        series.History.Begin(KeyOf(product), row.Version);
        var price = row.PriceCents;
        var last = new Acknowledged(product, price, 0, 0, new LatencyHistogram());
        while (!ct.IsCancellationRequested)
        {
            var since = Stopwatch.GetTimestamp();
            try
            {
                var answer = await _writes.PutAsync(victim, product, ++price, CancellationToken.None, Policy);
                series.History.Write(KeyOf(product), KeyOf(product), since, answer.Version);
                if (!answer.IsAcknowledged) continue;
                Interlocked.Increment(ref _acknowledged);
                last.Latency.Record(Stopwatch.GetElapsedTime(since));
                last = last with { Price = price, Version = answer.Version!.Value, Writes = last.Writes + 1 };
            }
            catch (HttpRequestException)
            {
                // Killed: what was not acknowledged may or may not have been written.
                series.History.Write(KeyOf(product), KeyOf(product), since, version: null);
                break;
            }
        }
        return last;
    }

    private async Task ReadElsewhereAsync(IReadOnlyList<Acknowledged> last, CancellationToken ct)
    {
        var written = last.Where(one => one.Writes > 0).ToList();
        var reads = await Task.WhenAll(written.Select(one => ReadAsync(one.Product, ct)));
        var older = written.Zip(reads).Count(pair => pair.Second.Version < pair.First.Version);
        series.ReadOlder = new Proportion(series.ReadOlder.Count + older, series.ReadOlder.Of + written.Count);
    }

    // The product's writer comes back, to another replica.
    private async Task<ReadAnswer> ReadAsync(int product, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var answer = await _writes.GetAsync(fleet.Replicas[0], product, ct, Policy);
        series.History.Read(KeyOf(product), KeyOf(product), begun, answer.Version);
        return answer;
    }

    // Writes that a kill has lost take their versions with them: each kill begins anew.
    private int KeyOf(int product) => (series.Kills * writers) + product - FirstProduct;

    private async Task CompareAsync(IReadOnlyList<Acknowledged> last, CancellationToken ct)
    {
        if (!await _writes.DrainAsync(Patience, ct))
            throw new LabRefusedException($"Writes are still buffered after {Patience.TotalSeconds:0} s.");
        await Task.Delay(Quiet, ct);
        var lost = 0L;
        foreach (var one in last)
        {
            var row = await _writes.RowAsync(one.Product, ct);
            lost += Math.Max(0, one.Price - row.PriceCents);
            series.Acknowledged += one.Writes;
            series.Latency.Add(one.Latency);
        }
        series.LostWrites += lost;
        if (lost > 0) series.KillsWithLoss++;
    }

    /// <summary>
    /// The last write of a product that was acknowledged; prices grow by one with each.
    /// </summary>
    private sealed record Acknowledged(int Product, int Price, long Version, long Writes, LatencyHistogram Latency);
}
