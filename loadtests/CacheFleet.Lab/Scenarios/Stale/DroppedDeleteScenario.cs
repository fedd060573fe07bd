using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Stale;

/// <summary>A7: a delete that is lost costs as long as the entry lives.</summary>
public sealed class DroppedDeleteScenario : LocalScenario
{
    private const string Short = "ttl";
    private const string Long = "no-ttl";
    private const int WritesPerSecond = 50;
    private const int ReadsPerSecond = 1000;

    private static readonly Knob Share = new("--drop-share", "share of the deletes that are lost", 0.2, 0.01, 1)
    {
        IsWhole = false,
    };

    private static readonly Knob Life =
        Knob.Time("--drop-life", "time to live of the entries that have one", 2, 0.5, 30);
    private static readonly Knob During = Knob.Time("--drop-during", "how long is written and read", 8, 2, 120);

    // An entry's life begins when its load ends; and this machine has other work.
    private static readonly TimeSpan OneLoad = TimeSpan.FromMilliseconds(100);

    private static readonly Column[] Columns =
    [
        new("droppedDeletes", "deletes lost", "invalidations that never reached the store", "#,0"),
        new("writes", "writes", "committed writes", "#,0"),
        new("staleReads", "stale reads", "reads that answered less than a write acknowledged before", "#,0"),
        new("reads", "reads", "all reads", "#,0"),
        new("longestStaleMs", "longest staleness ms",
            "longest time between an acknowledged write and a read that still answered the old row", "#,0"),
        new("staleAtEnd", "keys stale at the end", "keys that answer an old row after a time to live of quiet", "#,0"),
        new("keys", "keys", "keys that were written and read", "#,0"),
    ];

    public override string Name => "dropped-delete";

    public override IReadOnlyList<string> Proves => ["A7"];

    public override string Title => "A delete that never arrives";

    public override string What =>
        "A writer commits, and its delete of the cache entry is lost on the way; nobody repeats it. "
        + "Every entry ends by itself after its time to live, and so does the staleness; without one it "
        + "stays until somebody notices.";

    public override IReadOnlyList<Knob> OwnKnobs => [Share, Life, During];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var life = context.Knobs.Time(Life);
        await using var fleet = await ShelfFleet.StartAsync(
            context.Knobs.Seed, ct,
            new EntryPolicy { Name = new PolicyName(Short), TimeToLive = Ttl.Of(life) },
            // The library has no "for ever": a day outlives every run.
            new EntryPolicy { Name = new PolicyName(Long), TimeToLive = Ttl.Seconds(86_400) });
        var floors = new Floors();
        var random = new Random(context.Knobs.Seed);
        long dropped = 0;
        Show(context, "writing and reading", 0, 1, "runs");
        await OpenLoad.RunAsync(
            context.Knobs.Time(During), ct,
            new OpenLoad("writes", WritesPerSecond, async () =>
            {
                if (await WriteAsync(fleet, floors, random, context.Knobs.Of(Share)))
                    Interlocked.Increment(ref dropped);
                return null;
            }),
            new OpenLoad("reads", ReadsPerSecond, async () =>
            {
                var key = floors.NextKey();
                await ReadAsync(fleet, floors, key, Short, ct);
                await ReadAsync(fleet, floors, key, Long, ct);
                return null;
            }));
        Show(context, "quiet", 1, 1, "runs");
        await Task.Delay(life + OneLoad, ct);
        foreach (var key in Floors.Keys)
        {
            await ReadAsync(fleet, floors, key, Short, ct, atEnd: true);
            await ReadAsync(fleet, floors, key, Long, ct, atEnd: true);
        }
        return Report(floors, dropped, life);
    }

    private static async Task<bool> WriteAsync(ShelfFleet fleet, Floors floors, Random random, double share)
    {
        long key;
        bool drop;
        lock (random) (key, drop) = (random.Next(1, Floors.Count + 1), random.NextDouble() < share);
        var version = await fleet.Origin.ChangeAsync(key, CancellationToken.None);
        if (!drop) await fleet.InvalidateAsync(Invariant($"{key}"), version);
        floors.Acknowledge(key, version);
        return drop;
    }

    private static async Task ReadAsync(
        ShelfFleet fleet, Floors floors, long key, string policy, CancellationToken ct, bool atEnd = false)
    {
        var read = floors.Begin(key);
        var answer = await fleet.ReadAsync(Invariant($"{key}"), policy, ct);
        floors.End(policy, read, answer.Version, atEnd);
    }

    private static Findings Report(Floors floors, long dropped, TimeSpan life)
    {
        var (with, without) = (floors.Of(Short), floors.Of(Long));
        var most = life + OneLoad;
        return new Findings(
            Columns,
            [RowOf(Short, with, floors.Writes, dropped), RowOf(Long, without, floors.Writes, dropped)],
            [
                Judging.Some("A7", "deletes lost", dropped),
                Judging.Some("A7", $"{Short}: stale reads", with.Stale),
                Judging.AtMost("A7", $"{Short}: longest staleness, time to live and one load",
                    most.TotalMilliseconds, with.Longest.TotalMilliseconds, " ms"),
                Judging.None("A7", $"{Short}: keys stale at the end", with.StaleAtEnd),
                Judging.Some("A7", $"{Long}: keys stale at the end", without.StaleAtEnd),
            ],
            [floors.Draw("How stale reads were", [Short, Long])])
        {
            Notes = ["Both are read in the same run, after the same writes and the same lost deletes."],
            Proofs =
            [
                new("A7", "longest staleness; keys stale at the end", Figures(without), Figures(with)),
            ],
        };
    }

    private static string Figures(FloorTally tally) => Invariant(
        $"{tally.Longest.TotalSeconds:0.0} s; {tally.StaleAtEnd} of {Floors.Count} ({tally.Reads:N0} reads)");

    private static Row RowOf(string policy, FloorTally tally, long writes, long dropped) =>
        new("A7", policy, tally.Reads)
        {
            Values =
            {
                ["droppedDeletes"] = dropped,
                ["writes"] = writes,
                ["staleReads"] = tally.Stale,
                ["reads"] = tally.Reads,
                ["longestStaleMs"] = tally.Longest.TotalMilliseconds,
                ["staleAtEnd"] = tally.StaleAtEnd,
                ["keys"] = Floors.Count,
            },
        };
}
