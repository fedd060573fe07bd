using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.DoubleDelete;

/// <summary>
/// A2: how much a second delete closes, by its delay and by how long the reader is held.
/// </summary>
public sealed class DoubleDeleteScenario : IScenario
{
    private const int FirstProduct = 85_001;
    private const int AtOnce = 10;

    internal static readonly Knob Trials = new("--dd-trials", "trials per delay", 30, 1, 400);
    internal static readonly Knob LongestHold = Knob.Time(
        "--dd-hold", "readers are held for up to that long after the write", 0.4, 0.05, 5);
    internal static readonly Knob Killed = new("--dd-kills", "writers killed after their commit", 5, 0, 50);

    private static readonly TimeSpan FreeInFull = TimeSpan.FromSeconds(5);

    // Of the longest hold: none, then what closes more and more of the readers, then all of them.
    private static readonly double[] Delays = [0, 0.125, 0.25, 0.5, 0.75, 1, 2.5];

    // The delay counts from the commit, the hold from the writer's death, which a busy machine
    // notices late.
    private const int TimeToDie = 3;

    public string Name => "double-delete";

    public IReadOnlyList<string> Proves => ["A2"];

    public string Title => "Double delete: only as good as the reader is fast";

    public string What =>
        "A reader with the old row in hand fills it in some time after a write has committed and "
        + "deleted the entry; "
        + "a second delete follows after a delay. Counted are trials in which a later read still "
        + "answers the old "
        + "version.";

    public IReadOnlyList<Knob> OwnKnobs => [Trials, LongestHold, Killed];

    public IReadOnlyList<string> Listens => ["--free", "--rate", "--during", "--write-ratio"];

    public IReadOnlyList<Knobs> InFull(Knobs given) => given.Free ? [given] :
    [
        given,
        given with { Free = true, During = given.During < FreeInFull ? given.During : FreeInFull },
    ];

    public Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct) =>
        context.Knobs.Free ? new FreeDeletes(context).RunAsync(ct) : ForceAsync(context, ct);

    private static async Task<Findings> ForceAsync(ScenarioContext context, CancellationToken ct)
    {
        var chance = new Random(context.Knobs.Seed);
        var longest = TimeSpan.FromSeconds(context.Knobs.Of(LongestHold));
        var products = (int)Math.Max(context.Knobs.Of(Trials), context.Knobs.Of(Killed));
        await using var shelf = await ProductShelf.TakeAsync(context.Fleet, FirstProduct, products, ct);
        var series = new List<DelaySeries>();
        foreach (var share in Delays)
        {
            series.Add(await MeasureAsync(
                context, new DelaySeries("readers of any speed", share * longest),
                () => (0.1 + (0.9 * chance.NextDouble())) * longest, (int)context.Knobs.Of(Trials), ct));
        }
        var slow = new DelaySeries("slower readers", Delays[^1] * longest);
        series.Add(await MeasureAsync(
            context, slow, () => slow.Delay * 1.5, Math.Min(AtOnce, (int)context.Knobs.Of(Trials)), ct));
        var killed = new DelaySeries("writer killed", Delays[^1] * longest * TimeToDie) { KillsWriter = true };
        if (context.Knobs.Of(Killed) > 0)
        {
            series.Add(await MeasureAsync(
                context, killed, () => longest, (int)context.Knobs.Of(Killed), ct));
        }
        return DoubleDeleteReport.Write(series, longest);
    }

    private static async Task<DelaySeries> MeasureAsync(
        ScenarioContext context, DelaySeries series, Func<TimeSpan> hold, int trials, CancellationToken ct)
    {
        var atOnce = series.KillsWriter ? 1 : AtOnce;
        for (var done = 0; done < trials; done += atOnce)
        {
            context.Live.Show(new LiveFrame(
                $"double delete, {series.Readers}, after {series.Delay.TotalMilliseconds:0} ms", done, trials,
                "trials", [("stale", $"{series.Stale.Count}")]));
            var batch = Enumerable.Range(done, Math.Min(atOnce, trials - done)).Select(trial => new DelayTrial(
                context.Fleet, series, FirstProduct + trial, hold()).RunAsync(ct));
            series.Trials.AddRange(await Task.WhenAll(batch.ToList()));
        }
        return series;
    }
}
