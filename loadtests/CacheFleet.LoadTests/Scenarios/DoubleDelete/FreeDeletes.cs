using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios.Race;
using static System.FormattableString;

namespace CacheFleet.LoadTests.Scenarios.DoubleDelete;

/// <summary>
/// The second delete under free-running load: readers and writers of one hot row, open model, nobody
/// held. One delete, then a second one after several delays, then a lease, which has no such number.
/// </summary>
internal sealed class FreeDeletes(ScenarioContext context)
{
    private const int HotProduct = 85_000;
    private const string Baseline = "baseline";

    // A second delete is due so long after the commit, and carried out soon after that.
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(600);
    private static readonly int[] DelaysMs = [10, 50, 200];

    private readonly HotLoad _load = new(context.Knobs);

    public async Task<Findings> RunAsync(CancellationToken ct)
    {
        var series = new List<FreeDeleteSeries> { await MeasureAsync(Baseline, 0, ct) };
        foreach (var delay in DelaysMs) series.Add(await MeasureAsync("double-delete", delay, ct));
        series.Add(await MeasureAsync("lease", 0, ct));
        return FreeDeletesReport.Write(series, _load.Rate, _load.PairRate, _load.During);
    }

    private async Task<FreeDeleteSeries> MeasureAsync(string policy, int delayMs, CancellationToken ct)
    {
        var fleet = context.Fleet;
        context.Live.Show(new LiveFrame(
            Invariant($"double delete, free, {policy}, after {delayMs} ms"), 0, 0, "reads", []));
        var product = new ProductClient(fleet, HotProduct, policy);
        var original = await product.ReadAsync(fleet.Replicas[0], gate: null, ct);
        var header = delayMs > 0 ? Invariant($"X-Lab-Second-Delete-Ms: {delayMs}\r\n") : "";
        using var row = new HotRow(fleet, product.Path, policy, original, ct, header);
        var refused = await fleet.RefusedFillsAsync(ProductClient.Family, policy, ct);
        try
        {
            var stats = await _load.RunAsync(row, untilStale: policy == Baseline, ct);
            await Task.Delay(TimeSpan.FromMilliseconds(delayMs) + Lateness, ct);
            return new FreeDeleteSeries(
                policy, delayMs, row.Tally.StaleReads, SessionReport.Of(NameOf(policy, delayMs), row.History),
                await fleet.RefusedFillsAsync(ProductClient.Family, policy, ct) - refused,
                await StaleAtEndAsync(product, row, ct), stats.Failed);
        }
        finally
        {
            await product.WriteAsync(
                fleet.Replicas[0], ProductClient.BodyOf(original.Body), CancellationToken.None);
        }
    }

    private async Task<int> StaleAtEndAsync(ProductClient product, HotRow row, CancellationToken ct)
    {
        var newest = row.History.Newest().Values.Max();
        var stale = 0;
        foreach (var replica in context.Fleet.Replicas)
        {
            if ((await product.ReadAsync(replica, gate: null, ct)).Version < newest) stale++;
        }
        return stale;
    }

    internal static string NameOf(string policy, int delayMs) =>
        delayMs > 0 ? Invariant($"{policy}, after {delayMs} ms") : policy;
}
