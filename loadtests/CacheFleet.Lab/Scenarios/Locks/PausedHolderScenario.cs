using CacheFleet.Caching.Postgres.Fencing;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Lab.Holding;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LoadTests.Statistics;
using static System.FormattableString;
using LabLocks = CacheFleet.Lab.Holding.Locks;

namespace CacheFleet.Lab.Scenarios.Locks;

/// <summary>B6: a holder is paused past its lease, wakes up, and writes.</summary>
public sealed class PausedHolderScenario : LocalScenario
{
    private const int AtOnce = 3;
    private const string Newer = "newer";
    private const string Late = "late";

    private static readonly Knob Pauses = new("--pauses", "holders that are paused", 20, 2, 500);
    private static readonly Knob Life = Knob.Time("--paused-life", "time to live of the lock", 0.8, 0.3, 30);

    private static readonly Column[] Columns =
    [
        new("lateWritesRefused", "late writes refused",
            "writes of a holder that woke up, refused by the row", "#,0"),
        new("newerOverwritten", "newer value lost",
            "pauses after which the later holder's value was gone", "#,0"),
        .. Column.OfRate("lostRate", "rate", "of all pauses"),
        new("cancelled", "work cancelled",
            "pauses after which the holder was told that its lease is lost", "#,0"),
    ];

    public override string Name => "paused-holder";

    public override IReadOnlyList<string> Proves => ["B6"];

    public override string Title => "The holder of a lock is paused past its lease";

    public override string What =>
        "A holder is stopped (SIGSTOP, as a long collection or a frozen machine would) until its "
        + "lease is over; "
        + "another takes the lock and writes, and then the first wakes up and writes what it had "
        + "in hand. A row "
        + "that checks the fencing token refuses it; a row that trusts the lock loses the newer "
        + "value.";

    public override IReadOnlyList<Knob> OwnKnobs => [Pauses, Life];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var pauses = context.Knobs.Whole(Pauses);
        await using var rig = await LockRig.StartAsync(context.Knobs.Time(Life), ct);
        return Report(await TryAsync(
            context, "pauses", pauses, AtOnce, (row, stop) => PauseAsync(rig, row, stop), ct));
    }

    private static async Task<Trial> PauseAsync(LockRig rig, long row, CancellationToken ct)
    {
        await using var holder = await Holder.StartAsync(rig, row, ct);
        holder.Stop();
        var tokens = new FencingTokenSource(rig.Database, new OutboxSchema(GuardedRows.Schema));
        await using (var lease = await rig.Lock.AcquireAsync(LabLocks.Key(row), cancellationToken: ct))
        {
            var token = await tokens.DrawAsync(lease, ct);
            await rig.Rows.WriteAsync(row, Newer, token);
            await rig.Rows.WriteUnfencedAsync(row, Newer);
        }
        // It lies in the pipe until the holder wakes up: what it had been about to write.
        await holder.WriteAsync(Late);
        holder.Continue();
        var cancelled = false;
        FencedOutcome? outcome = null;
        while (outcome is null || !cancelled)
        {
            var said = await holder.WaitForAsync(
                ["cancelled", nameof(FencedOutcome.Applied), nameof(FencedOutcome.Refused)], ct);
            if (said == "cancelled") cancelled = true;
            else outcome = Enum.Parse<FencedOutcome>(said);
        }
        var (guarded, unguarded) = await rig.Rows.ReadAsync(row, ct);
        return new Trial(outcome == FencedOutcome.Refused, guarded == Newer, unguarded == Newer, cancelled);
    }

    private static Findings Report(IReadOnlyList<Trial> trials)
    {
        var refused = trials.Count(trial => trial.Refused);
        var lost = new Proportion(trials.Count(trial => !trial.GuardedStands), trials.Count);
        var lostUnguarded = new Proportion(trials.Count(trial => !trial.UnguardedStands), trials.Count);
        return new Findings(
            Columns,
            [
                RowOf("lock alone", 0, lostUnguarded, trials),
                RowOf("fenced row", refused, lost, trials),
            ],
            [
                Judging.Exactly("B6", "fenced row: late writes refused, one for each pause", trials.Count, refused),
                Judging.None("B6", "fenced row: newer value lost", lost.Count),
                Judging.Exactly("B6", "lock alone: newer value lost", trials.Count, lostUnguarded.Count),
                Judging.Exactly("B6", "holders told that their lease is lost",
                    trials.Count, trials.Count(trial => trial.Cancelled)),
            ],
            [
                new Chart("What became of the newer value", ChartKind.Bar, "row", "pauses")
                {
                    Labels = ["lock alone", "fenced row"],
                    Stacked = true,
                    Series =
                    [
                        new("lost", [lostUnguarded.Count, lost.Count]),
                        new("stands", [lostUnguarded.Of - lostUnguarded.Count, lost.Of - lost.Count]),
                    ],
                },
            ])
        {
            Proofs =
            [
                new("B6", "newer values lost to a late write", $"{lostUnguarded}",
                    Invariant($"{lost}, {refused} late writes refused")),
            ],
        };
    }

    private static Row RowOf(string name, int refused, Proportion lost, IReadOnlyList<Trial> trials) =>
        new Row("B6", name, trials.Count)
        {
            Values =
            {
                ["lateWritesRefused"] = refused,
                ["newerOverwritten"] = lost.Count,
                ["cancelled"] = trials.Count(trial => trial.Cancelled),
            },
        }.WithRate("lostRate", lost);

    private readonly record struct Trial(bool Refused, bool GuardedStands, bool UnguardedStands, bool Cancelled);
}
