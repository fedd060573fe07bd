using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Race;

/// <summary>
/// The race by chance: readers and writers of one hot row, open model, nobody held.
/// </summary>
internal sealed class FreeRace(ScenarioContext context)
{
    private const int HotProduct = 90_000;
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromMilliseconds(500);

    private readonly HotLoad _load = new(context.Knobs);

    public async Task<Findings> RunAsync(CancellationToken ct)
    {
        var series = new List<FreeSeries>();
        foreach (var policy in context.Knobs.Policies) series.Add(await MeasureAsync(policy, ct));
        return FreeReport.Write(series, _load.Rate, _load.PairRate, _load.During);
    }

    private async Task<FreeSeries> MeasureAsync(LabPolicy policy, CancellationToken ct)
    {
        var fleet = context.Fleet;
        var product = new ProductClient(fleet, HotProduct, policy.Name);
        var original = await product.ReadAsync(fleet.Replicas[0], gate: null, ct);
        using var row = new HotRow(fleet, product.Path, policy.Name, original, ct);
        var refused = await RefusedAsync(policy, ct);
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var showing = ShowAsync(policy, row.Tally, finished.Token);
        try
        {
            var stats = await _load.RunAsync(row, untilStale: policy.IsBaseline, ct);
            return new FreeSeries(
                policy, row.Tally, SessionReport.Of(policy.Name, row.History), stats.Reads, stats.Pairs)
            {
                RefusedFills = await RefusedAsync(policy, ct) - refused,
            };
        }
        finally
        {
            await finished.CancelAsync();
            await showing;
            var clean = ProductClient.BodyOf(original.Body);
            await product.WriteAsync(fleet.Replicas[0], clean, CancellationToken.None);
        }
    }

    private Task<long> RefusedAsync(LabPolicy policy, CancellationToken ct) =>
        context.Fleet.RefusedFillsAsync(ProductClient.Family, policy.Name, ct);

    private async Task ShowAsync(LabPolicy policy, FreeTally tally, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            context.Live.Show(new LiveFrame(
                $"race, free, {policy.Name}",
                tally.StalePairs.Of,
                _load.ExpectedPairs,
                "pairs",
                [("stale reads", tally.StaleReads.ToString()),
                    ("hit rate", $"{tally.HitRate:P1}")]));
            await Task.Delay(BetweenFrames, ct).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}

internal sealed record FreeSeries(
    LabPolicy Policy, FreeTally Tally, SessionReport Sessions, OpenLoadStats Reads, OpenLoadStats Pairs)
{
    /// <summary>Fills that the fleet refused meanwhile.</summary>
    public long RefusedFills { get; init; }
}
