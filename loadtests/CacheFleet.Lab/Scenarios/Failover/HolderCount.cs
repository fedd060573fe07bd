using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Postgres.Fencing;
using CacheFleet.Lab.Holding;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Failover;

/// <summary>
/// One round: how many believed to hold the lock at the same time, and what became of the row.
/// </summary>
internal readonly record struct Round(int Holders, bool LateRefused, bool GuardedCorrupted, bool UnguardedCorrupted)
{
    /// <summary>
    /// All who believe to hold the lock write the row: the last one first, the first one late.
    /// Corrupted
    /// is a row that ends with the late value.
    /// </summary>
    public static async Task<Round> WriteAsync(
        GuardedRows rows, long row, IReadOnlyList<FencingToken> holders, CancellationToken ct)
    {
        if (holders.Count < 2) return new Round(holders.Count, false, false, false);
        var late = FencedOutcome.Missing;
        for (var n = holders.Count - 1; n >= 0; n--)
        {
            var value = n == 0 ? "late" : "newer";
            late = await rows.WriteAsync(row, value, holders[n]);
            await rows.WriteUnfencedAsync(row, value);
        }
        var (guarded, unguarded) = await rows.ReadAsync(row, ct);
        return new Round(
            holders.Count, late == FencedOutcome.Refused, guarded == "late", unguarded == "late");
    }
}

/// <summary>All rounds under one arrangement.</summary>
internal sealed record Arrangement(string Name, IReadOnlyList<Round> Rounds)
{
    public static readonly Column[] Columns =
    [
        new("doubleHolders", "double holders",
            "rounds in which two believed to hold the lock", "#,0"),
        .. Column.OfRate("doubleRate", "rate", "of all rounds"),
        new("corruptedUnfenced", "corrupted, lock alone",
            "rows that ended with the earlier holder's late value", "#,0"),
        new("corruptedFenced", "corrupted, fenced",
            "the same where the row checks the token", "#,0"),
        new("lateWritesRefused", "late writes refused", "writes that the row refused", "#,0"),
    ];

    /// <summary>Makes so many rounds, one after another.</summary>
    /// <param name="name">Of the arrangement.</param>
    /// <param name="rounds">How many.</param>
    /// <param name="show">Before each: how many are over, and the figure to show beside.</param>
    /// <param name="round">Makes one; they count from 0.</param>
    public static async Task<Arrangement> RunAsync(
        string name, int rounds, Action<int, (string, string)> show, Func<int, Task<Round>> round)
    {
        var done = new List<Round>();
        var arrangement = new Arrangement(name, done);
        for (var n = 0; n < rounds; n++)
        {
            show(n, ("double", $"{arrangement.Doubles.Count}"));
            done.Add(await round(n));
        }
        return arrangement;
    }

    public Proportion Doubles => new(Rounds.Count(round => round.Holders > 1), Rounds.Count);

    public int Corrupted => Rounds.Count(round => round.UnguardedCorrupted);

    public int CorruptedFenced => Rounds.Count(round => round.GuardedCorrupted);

    public int Refused => Rounds.Count(round => round.LateRefused);

    public string Figures => Invariant($"{Name}: {Doubles.Count} of {Doubles.Of} rounds");

    public Row Row => new Row("B11", Name, Rounds.Count)
    {
        Values =
        {
            ["doubleHolders"] = Doubles.Count,
            ["corruptedUnfenced"] = Corrupted,
            ["corruptedFenced"] = CorruptedFenced,
            ["lateWritesRefused"] = Refused,
        },
    }.WithRate("doubleRate", Doubles);

    public static Findings Report(Arrangement danger, Arrangement remedy, string note) => new(
        Columns, [danger.Row, remedy.Row],
        [
            Judging.Some("B11", $"{danger.Name}: double holders", danger.Doubles.Count),
            Judging.Some("B11", $"{danger.Name}: corrupted by the lock alone", danger.Corrupted),
            Judging.None("B11", $"{danger.Name}: corrupted where the row checks the token", danger.CorruptedFenced),
            Judging.Exactly("B11", $"{danger.Name}: late writes refused, one for each double",
                danger.Doubles.Count, danger.Refused),
            Judging.None("B11", $"{remedy.Name}: double holders", remedy.Doubles.Count),
        ],
        [
            new Chart("Holders at the same time against corrupted rows", ChartKind.Bar, "arrangement", "rounds")
            {
                Labels = [danger.Name, remedy.Name],
                Series =
                [
                    new("double holders", [danger.Doubles.Count, remedy.Doubles.Count]),
                    new("corrupted, lock alone", [danger.Corrupted, remedy.Corrupted]),
                    new("corrupted, fenced", [danger.CorruptedFenced, remedy.CorruptedFenced]),
                ],
            },
        ])
    {
        Notes = [note],
        Proofs =
        [
            new("B11", "rounds with two holders; corrupted rows",
                Invariant($"{danger.Figures}; {danger.Corrupted} corrupted by the lock alone"),
                Invariant($"{danger.CorruptedFenced} corrupted with the fence, {danger.Refused} late writes refused; ")
                    + remedy.Figures),
        ],
    };
}
