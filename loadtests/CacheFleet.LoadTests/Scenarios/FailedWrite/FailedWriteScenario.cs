using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.FailedWrite;

/// <summary>E3: five ways of a write whose database part fails.</summary>
public sealed class FailedWriteScenario : IScenario
{
    private const int FirstProduct = 88_001;

    internal static readonly Knob Products = new("--fw-products", "products written and read at a time", 8, 1, 100);
    internal static readonly Knob Rounds = new("--fw-rounds", "rounds per way; after each, cache and row are compared",
        15, 1, 1_000);
    internal static readonly Knob Writes = new("--fw-writes", "writes of each product in a round", 6, 1, 1_000);
    internal static readonly Knob Faults = new("--fw-faults", "share of writes whose database part fails", 0.4, 0, 1)
    {
        IsWhole = false,
    };

    public string Name => "failed-write";

    public IReadOnlyList<string> Proves => ["E3"];

    public string Title => "The database fails during a write: five ways, side by side";

    public string What =>
        "Writers change products while their database refuses some changes, loses some requests, "
        + "and loses the answer "
        + "of some that it has committed. Counted are reads that go backwards, and products whose "
        + "cache and row differ "
        + "when all is quiet.";

    public IReadOnlyList<Knob> OwnKnobs => [Products, Rounds, Writes, Faults];

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var knobs = context.Knobs;
        var products = (int)knobs.Of(Products);
        await using var shelf = await ProductShelf.TakeAsync(context.Fleet, FirstProduct, products, ct);
        var series = Way.All.Select(way => new WaySeries(way)).ToList();
        foreach (var one in series)
        {
            var trials = Enumerable.Range(0, products).Select(at => new PriceTrial(
                new PriceDoor(context.Fleet, one.Way, FirstProduct + at), one, at,
                new Random((knobs.Seed * 1_000) + at), knobs.Of(Faults))).ToList();
            for (var round = 0; round < knobs.Of(Rounds); round++)
            {
                context.Live.Show(new LiveFrame($"failed write, {one.Way.Title}", round, knobs.Of(Rounds), "rounds",
                    [("reads backwards", $"{one.Backwards.Count}"), ("diverged", $"{one.Diverged.Count}")]));
                await Task.WhenAll(trials.Select(trial => trial.RunAsync((int)knobs.Of(Writes), ct)).ToList());
            }
            trials.ForEach(trial => trial.Judge());
            await Task.WhenAll(trials.Select(trial => trial.ForgetAsync()));
        }
        return FailedWriteReport.Write(series);
    }
}
