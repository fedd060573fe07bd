using System.Diagnostics;
using CacheFleet.Caching.Locking;
using CacheFleet.Lab.Holding;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using static System.FormattableString;
using LabLocks = CacheFleet.Lab.Holding.Locks;

namespace CacheFleet.Lab.Scenarios.Locks;

/// <summary>B5: a holder dies; those who wait go on when its lease is over.</summary>
public sealed class KilledHolderScenario : LocalScenario
{
    private const int AtOnce = 2;
    private const int Waiters = 5;

    private static readonly Knob Kills = new("--kills", "holders that are killed", 12, 2, 200);
    private static readonly Knob Life = Knob.Time("--lock-life", "time to live of the lock", 1.5, 0.3, 30);
    private static readonly TimeSpan Poll = new LockOptions().Rest;

    private static readonly Column[] Columns =
    [
        new("recovered", "recovered", "kills after which a waiter had the lock", "#,0"),
        new("meanMs", "mean ms", "from the SIGKILL to the next holder's lease", "#,0"),
        new("maxMs", "longest ms", "the longest of these", "#,0"),
        new("allServed", "all served", "kills after which every waiter had its turn", "#,0"),
    ];

    public override string Name => "killed-holder";

    public override IReadOnlyList<string> Proves => ["B5"];

    public override string Title => "The holder of a lock is killed";

    public override string What =>
        "A process takes a lock, others wait for it, and it is killed before it can give the lock "
        + "back. The "
        + "lock ends by itself after its time to live, so that the first waiter goes on; a lock "
        + "without an "
        + "end is held for ever by nobody.";

    public override IReadOnlyList<Knob> OwnKnobs => [Kills, Life];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var (kills, life) = (context.Knobs.Whole(Kills), context.Knobs.Time(Life));
        await using var rig = await LockRig.StartAsync(life, ct);
        var trials = await TryAsync(
            context, "kills", kills, AtOnce, (row, stop) => KillAsync(rig, row, stop), ct);
        return Report(trials, life);
    }

    private static async Task<Trial> KillAsync(LockRig rig, long row, CancellationToken ct)
    {
        await using var holder = await Holder.StartAsync(rig, row, ct);
        var waiting = Enumerable.Range(0, Waiters).Select(_ => WaitAsync(rig, row, ct)).ToList();
        var killed = Stopwatch.GetTimestamp();
        await holder.KillAsync();
        var first = await await Task.WhenAny(waiting);
        var took = Stopwatch.GetElapsedTime(killed, first);
        await Task.WhenAll(waiting);
        // The naive lock has been asked for as long as the other took, and as long again.
        var naive = await TakesNaiveAsync(rig, row, (took * 2) - Stopwatch.GetElapsedTime(killed), ct);
        return new Trial(took, naive);
    }

    private static async Task<long> WaitAsync(LockRig rig, long row, CancellationToken ct)
    {
        await using var lease = await rig.Lock.AcquireAsync(LabLocks.Key(row), cancellationToken: ct);
        return Stopwatch.GetTimestamp();
    }

    private static async Task<bool> TakesNaiveAsync(LockRig rig, long row, TimeSpan during, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        using var client = await rig.Redis.OpenAsync(ct);
        do
        {
            if (await client.AskAsync("SET", LabLocks.Naive(row), "mine", "NX") is "OK") return true;
            await Task.Delay(50, ct);
        }
        while (Stopwatch.GetElapsedTime(since) < during);
        return false;
    }

    private static Findings Report(IReadOnlyList<Trial> trials, TimeSpan life)
    {
        var longest = trials.Max(trial => trial.Took);
        var naive = trials.Count(trial => trial.NaiveTaken);
        return new Findings(
            Columns,
            [RowOf("without an end", naive, null, trials.Count), RowOf("lease", trials.Count, trials, trials.Count)],
            [
                Judging.AtMost("B5", "lease: longest wait, time to live and one poll",
                    (life + Poll).TotalMilliseconds, longest.TotalMilliseconds, " ms"),
                Judging.None("B5", "without an end: recovered", naive),
            ],
            [Draw(trials)])
        {
            Notes =
            [
                Invariant($"{Waiters} wait at each kill. The lock lives for {life.TotalSeconds:0.#} s and is ")
                    + "renewed at a third of that; the lock without an end is tried for twice as "
                    + "long "
                    + "as the other took.",
            ],
            Proofs =
            [
                new("B5", "kills after which waiters go on; longest wait",
                    Invariant($"{naive} of {trials.Count} (a lock without an end)"),
                    Invariant($"{trials.Count} of {trials.Count}; {longest.TotalMilliseconds:0} ms of ")
                        + Invariant($"{(life + Poll).TotalMilliseconds:0} allowed")),
            ],
        };
    }

    private static Row RowOf(string name, int recovered, IReadOnlyList<Trial>? trials, int of) => new("B5", name, of)
    {
        Values =
        {
            ["recovered"] = recovered,
            ["meanMs"] = trials?.Average(trial => trial.Took.TotalMilliseconds),
            ["maxMs"] = trials?.Max(trial => trial.Took.TotalMilliseconds),
            ["allServed"] = trials?.Count,
        },
    };

    private static Chart Draw(IReadOnlyList<Trial> trials) =>
        new("From the kill to the next holder", ChartKind.Bar, "kill", "ms")
        {
            Labels = [.. trials.Select((_, n) => Invariant($"{n + 1}"))],
            Series = [new("lease", [.. trials.Select(trial => (double?)trial.Took.TotalMilliseconds)])],
        };

    private readonly record struct Trial(TimeSpan Took, bool NaiveTaken);
}
