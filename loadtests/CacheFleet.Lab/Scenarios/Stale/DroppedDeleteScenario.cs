using System.Diagnostics;
using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Stale;

/// <summary>A7: a delete that is lost costs as long as the entry lives.</summary>
public sealed class DroppedDeleteScenario : LocalScenario
{
    private const string Short = "ttl";
    private const string Long = "no-ttl";
    private const int Keys = 50;
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
        new("staleReads", "stale reads",
            "reads that answered less than a write acknowledged before", "#,0"),
        new("reads", "reads", "all reads", "#,0"),
        new("longestStaleMs", "longest staleness ms",
            "longest time between an acknowledged write and a read that still answered the old row", "#,0"),
        new("staleAtEnd", "keys stale at the end",
            "keys that answer an old row after a time to live of quiet", "#,0"),
        new("keys", "keys", "keys that were written and read", "#,0"),
    ];

    public override string Name => "dropped-delete";

    public override IReadOnlyList<string> Proves => ["A7"];

    public override string Title => "A delete that never arrives";

    public override string What =>
        "A writer commits, and its delete of the cache entry is lost on the way; nobody repeats "
        + "it. "
        + "Every entry ends by itself after its time to live, and so does the staleness; without "
        + "one it "
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
        var (with, without) = (new Watched(Short), new Watched(Long));
        Watched[] both = [with, without];
        var clients = new ClientNumbers();
        var random = new Random(context.Knobs.Seed);
        long dropped = 0, turn = 0;
        Show(context, "writing and reading", 0, 1, "runs");
        await OpenLoad.RunAsync(
            context.Knobs.Time(During), ct,
            new OpenLoad("writes", WritesPerSecond, () => clients.AsOneAsync(async client =>
            {
                if (await WriteAsync(fleet, both, client, random, context.Knobs.Of(Share)))
                    Interlocked.Increment(ref dropped);
                return (string?)null;
            })),
            new OpenLoad("reads", ReadsPerSecond, () => clients.AsOneAsync(async client =>
            {
                var key = (int)(Interlocked.Increment(ref turn) % Keys) + 1;
                foreach (var one in both) await ReadAsync(fleet, one, client, key, ct);
                return (string?)null;
            })));
        Show(context, "quiet", 1, 1, "runs");
        await Task.Delay(life + OneLoad, ct);
        foreach (var one in both) await LookAtTheEndAsync(fleet, one, ct);
        return Report(with, without, dropped, life);
    }

    private static async Task<bool> WriteAsync(
        ShelfFleet fleet, Watched[] both, int client, Random random, double share)
    {
        int key;
        bool drop;
        lock (random) (key, drop) = (random.Next(1, Keys + 1), random.NextDouble() < share);
        var begun = Stopwatch.GetTimestamp();
        var version = await fleet.Origin.ChangeAsync(key, CancellationToken.None);
        if (!drop) await fleet.InvalidateAsync(Invariant($"{key}"), version);
        foreach (var one in both) one.History.Write(client, key, begun, version);
        return drop;
    }

    private static async Task<long> ReadAsync(
        ShelfFleet fleet, Watched one, int client, int key, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var answer = await fleet.ReadAsync(Invariant($"{key}"), one.Policy, ct);
        one.History.Read(client, key, begun, answer.Version);
        return answer.Version;
    }

    private static async Task LookAtTheEndAsync(ShelfFleet fleet, Watched one, CancellationToken ct)
    {
        const int Newcomer = 0;
        foreach (var (key, newest) in one.History.Newest())
        {
            if (await ReadAsync(fleet, one, Newcomer, key, ct) < newest) one.StaleAtEnd++;
        }
    }

    private static Findings Report(Watched with, Watched without, long dropped, TimeSpan life)
    {
        var most = life + OneLoad;
        SessionReport[] sessions = [with.Sessions, without.Sessions];
        return new Findings(
            Columns,
            [RowOf(with, dropped), RowOf(without, dropped)],
            [
                Judging.Some("A7", "deletes lost", dropped),
                Judging.Some("A7", $"{Short}: stale reads", with.Sessions.Saw.Stale),
                Judging.AtMost("A7", $"{Short}: longest staleness, time to live and one load",
                    most.TotalMilliseconds, with.Sessions.Saw.LongestStale.TotalMilliseconds, " ms"),
                Judging.None("A7", $"{Short}: keys stale at the end", with.StaleAtEnd),
                Judging.Some("A7", $"{Long}: keys stale at the end", without.StaleAtEnd),
            ],
            [StalenessChart.Draw(sessions)])
        {
            Notes = ["Both are read in the same run, after the same writes and the same lost deletes."],
            Sessions = sessions,
            Proofs =
            [
                new("A7", "longest staleness; keys stale at the end", Figures(without), Figures(with)),
            ],
        };
    }

    private static string Figures(Watched one) => Invariant(
        $"{one.Sessions.Saw.LongestStale.TotalSeconds:0.0} s; {one.StaleAtEnd} of {Keys} ")
        + Invariant($"({one.Sessions.Saw.Reads:N0} reads)");

    private static Row RowOf(Watched one, long dropped) =>
        new("A7", one.Policy, one.Sessions.Saw.Reads)
        {
            Values =
            {
                ["droppedDeletes"] = dropped,
                ["writes"] = one.Sessions.Saw.Writes,
                ["staleReads"] = one.Sessions.Saw.Stale,
                ["reads"] = one.Sessions.Saw.Reads,
                ["longestStaleMs"] = one.Sessions.Saw.LongestStale.TotalMilliseconds,
                ["staleAtEnd"] = one.StaleAtEnd,
                ["keys"] = Keys,
            },
        };

    /// <summary>One policy, and what its clients have seen.</summary>
    private sealed class Watched
    {
        private readonly Lazy<SessionReport> _sessions;

        public Watched(string policy)
        {
            Policy = policy;
            for (var key = 1; key <= Keys; key++) History.Begin(key, version: 1);
            _sessions = new(() => SessionReport.Of(policy, History));
        }

        public string Policy { get; }

        public History History { get; } = new();

        public int StaleAtEnd { get; set; }

        /// <summary>Judged once, when everything is over.</summary>
        public SessionReport Sessions => _sessions.Value;
    }
}
