using System.Diagnostics;
using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.DualWrite;

/// <summary>
/// One death: (1) the products are cached; (2) a writer of its own commits a change of each and is held there; (3) it
/// is killed; (4) a change of which the fleet's entry knows nothing after the patience is lost.
/// </summary>
internal sealed class DeathAfterCommit(FleetClient fleet, AnnounceSeries series, int writes, TimeSpan patience)
{
    public const int FirstProduct = 87_001;

    private static readonly (string, string) Policy = ("X-Cache-Policy", "lease");
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestCommit = TimeSpan.FromSeconds(20);

    private readonly WriteClient _writes = new(fleet);

    public async Task RunAsync(string gate, CancellationToken ct)
    {
        var writer = await _writes.StartUnderstudyAsync(ct);
        var products = Enumerable.Range(FirstProduct, writes).ToList();
        var cached = await Task.WhenAll(products.Select(
            product => _writes.GetAsync(fleet.Replicas[0], product, ct, Policy)));
        await CommitAndDieAsync(writer, products, gate, ct);
        var rows = await Task.WhenAll(products.Select(product => _writes.RowAsync(product, ct)));
        var changed = products.Select((product, at) => (Product: product, rows[at].Version, Old: cached[at].Version))
            .Where(one => one.Version > one.Old).ToList();
        series.Committed += changed.Count;
        series.Unheard += await UnheardAsync([.. changed.Select(one => (one.Product, one.Version))], ct);
        series.Kills++;
        // A change that is announced mends what the lost ones have left.
        await Task.WhenAll(products.Select(product => _writes.PutAsync(fleet.Replicas[0], product, 1, ct, Policy)));
    }

    private async Task CommitAndDieAsync(
        Replica writer, List<int> products, string gate, CancellationToken ct)
    {
        await fleet.ArmGateAsync(writer, gate, ct);
        List<(string, string)> headers = [Policy, ("X-Lab-Gate", gate)];
        if (series.AfterCommit) headers.Add(("X-Lab-Announce", "after-commit"));
        var puts = products.Select(product => _writes.PutAsync(writer, product, 2, ct, [.. headers])).ToList();
        var since = Stopwatch.StartNew();
        while (await fleet.WaitingAtGateAsync(writer, gate, ct) < products.Count && since.Elapsed < LongestCommit)
            await Task.Delay(BetweenLooks, ct);
        ReplicaProcess.Kill(writer);
        await Task.WhenAll(puts).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private async Task<int> UnheardAsync(List<(int Product, long Version)> changed, CancellationToken ct)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var reads = await Task.WhenAll(changed.Select(
                one => _writes.GetAsync(fleet.Replicas[0], one.Product, ct, Policy)));
            var unheard = changed.Zip(reads).Count(pair => pair.Second.Version < pair.First.Version);
            if (unheard == 0 || since.Elapsed > patience) return unheard;
            await Task.Delay(BetweenLooks, ct);
        }
    }
}
