using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Versions;

/// <summary>E4: a large value is read in parts while it is written.</summary>
public sealed class VersionsScenario : IScenario
{
    internal static readonly Knob Readers = new("--v-readers", "readers at a time", 8, 1, 200);
    internal static readonly Knob Parts = new("--v-parts", "parts of the value", 20, 2, 500);
    internal static readonly Knob Most = new("--v-most", "versions at once, at most", 8, 1, 100);
    internal static readonly Knob Every = Knob.Time("--v-every", "rest between two writes", 0.1, 0.01, 10);
    internal static readonly Knob Pause = Knob.Time("--v-pause", "rest after each part read", 0.005, 0, 1);
    internal static readonly Knob During = Knob.Time("--v-during", "length per way", 6, 0.5, 300);

    // So much slower than the others is who reads for longer than the versions last.
    private const double Slower = 40;

    public string Name => "versions";

    public IReadOnlyList<string> Proves => ["E4"];

    public string Title => "Read while written: immutable versions and a pointer";

    public string What =>
        "Readers take a value part by part while a writer writes it anew every few moments, in place or as immutable "
        + "versions with a pointer. Counted are reads that got parts of two versions, and the versions alive.";

    public IReadOnlyList<Knob> OwnKnobs => [Readers, Parts, Most, Every, Pause, During];

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var knobs = context.Knobs;
        var series = new List<ReadSeries>
        {
            new("in place", InPlace: true, knobs.Of(Pause)),
            new("versions", InPlace: false, knobs.Of(Pause)),
            new("versions, slow readers", InPlace: false, knobs.Of(Pause) * Slower),
        };
        foreach (var one in series)
        {
            context.Live.Show(new LiveFrame($"versions, {one.Way}", series.IndexOf(one), series.Count, "ways",
                [("torn so far", $"{series.Sum(each => each.Torn.Count)}")]));
            await new DocumentRun(context.Fleet, one, knobs).RunAsync($"versions-{knobs.Seed}", ct);
        }
        return VersionsReport.Write(series, (int)knobs.Of(Most));
    }
}
