using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.DualWrite;

/// <summary>
/// D3: the event of a change whose writer dies between its commit and everything after it.
/// </summary>
public sealed class DualWriteScenario : IScenario
{
    internal static readonly Knob Kills = new("--dw-kills", "writers killed per way", 10, 1, 500);
    internal static readonly Knob Writes = new("--dw-writes", "changes that each has committed", 10, 1, 100);
    internal static readonly Knob Patience = Knob.Time(
        "--dw-patience", "an event that has not come by then is lost", 3, 0.5, 60);

    public string Name => "dual-write";

    public IReadOnlyList<string> Proves => ["D3"];

    public string Title => "Dual write: the event that is written after the commit";

    public string What =>
        "Writers commit changes of cached products and are killed (SIGKILL) before they do anything else; one way "
        + "writes the event after the commit, the other in the same transaction. Counted are changes that nobody "
        + "heard of.";

    public IReadOnlyList<Knob> OwnKnobs => [Kills, Writes, Patience];

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var writes = (int)context.Knobs.Of(Writes);
        await using var shelf = await ProductShelf.TakeAsync(
            context.Fleet, DeathAfterCommit.FirstProduct, writes, ct);
        var series = new List<AnnounceSeries>
        {
            new("after the commit", AfterCommit: true), new("in the transaction (outbox)", AfterCommit: false),
        };
        foreach (var one in series)
        {
            for (var kill = 0; kill < context.Knobs.Of(Kills); kill++)
            {
                context.Live.Show(new LiveFrame($"dual write, event {one.Way}", kill, context.Knobs.Of(Kills), "kills",
                    [("changes", $"{one.Committed}"), ("events lost", $"{one.Lost.Count}")]));
                var trial = new DeathAfterCommit(context.Fleet, one, writes,
                    TimeSpan.FromSeconds(context.Knobs.Of(Patience)));
                await trial.RunAsync($"dual-write-{kill}", ct);
            }
        }
        return DualWriteReport.Write(series, context.Knobs.Of(Patience));
    }
}
