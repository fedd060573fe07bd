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
    private const int DefaultRate = 1000;
    private const double DefaultWriteRatio = 0.2;
    private const int MostSpans = 4;
    private const string Reads = "reads";
    private const string Pairs = "write-read-pairs";
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromMilliseconds(500);

    private readonly int _rate = context.Knobs.Rate ?? DefaultRate;
    private readonly double _writeRatio = context.Knobs.WriteRatio ?? DefaultWriteRatio;

    private int PairRate => Math.Max(1, (int)Math.Round(_rate * _writeRatio));

    public async Task<Findings> RunAsync(CancellationToken ct)
    {
        var series = new List<FreeSeries>();
        foreach (var policy in context.Knobs.Policies) series.Add(await MeasureAsync(policy, ct));
        return FreeReport.Write(series, _rate, PairRate, context.Knobs.During);
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
            IReadOnlyDictionary<string, OpenLoadStats> stats;
            var spans = 0;
            do
            {
                stats = await OpenLoad.RunAsync(
                    context.Knobs.During,
                    ct,
                    new OpenLoad(Reads, Math.Max(1, _rate - PairRate), row.ReadAsync),
                    new OpenLoad(Pairs, PairRate, row.WriteThenReadAsync));
            }
            // Chance decides when the unguarded policy is caught: it gets a few spans for that.
            while (policy.IsBaseline && row.Tally.StaleReads.Count == 0 && ++spans < MostSpans);
            return new FreeSeries(
                policy, row.Tally, SessionReport.Of(policy.Name, row.History), stats[Reads], stats[Pairs])
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
        var expected = PairRate * context.Knobs.During.TotalSeconds;
        while (!ct.IsCancellationRequested)
        {
            context.Live.Show(new LiveFrame(
                $"race, free, {policy.Name}",
                tally.StalePairs.Of,
                expected,
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
