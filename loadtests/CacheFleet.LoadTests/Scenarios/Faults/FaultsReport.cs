using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>All that a campaign has counted.</summary>
internal sealed record FaultFigures(
    IReadOnlyList<RoundOutcome> Rounds, HistoryReport History, BlindOutcome? Blind, int Keys,
    TimeSpan TimeToLive)
{
    public RoundCounts Sum => Rounds.Aggregate(default(RoundCounts), (sum, one) => sum + one.Counts);

    // They stay lost, so that the last look has those of all rounds.
    public int LostWrites => Rounds.Max(round => round.Aftermath?.LostWrites ?? 0);

    public int LostEvents => Rounds.Max(round => round.Aftermath?.LostEvents ?? 0);

    public Proportion StaleKeys => new(
        Rounds.Sum(round => round.Aftermath?.StaleKeys ?? 0),
        (long)Keys * Rounds.Count(round => round.Recovery.IsWell));

    public RoundOutcome? Broken => Rounds.FirstOrDefault(round => !round.Recovery.IsWell);
}

internal static class FaultsReport
{
    private const string Kafka = "kafka-broker";

    private static readonly Column[] Columns =
    [
        new("round", "round", "in their order", "0"),
        new("fault", "fault", "SIGKILL and start, SIGSTOP and SIGCONT, or SIGTERM and start"),
        new("forSeconds", "for s", "from the fault to its end", "0.0"),
        new("backSeconds", "back s", "from then to a fleet that is itself again", "0.0"),
        new("oldestSeconds", "oldest s", "for so long was the oldest answer so far superseded", "0.0"),
        new("failed", "failed", "requests without an answer, or refused", "#,0"),
        new("writes", "writes", "acknowledged", "#,0"),
        new("repeated", "repeated", "events that a replica was given more than once", "#,0"),
        new("takeovers", "takeovers", "sessions that became the active relay", "#,0"),
        new("refused", "refused fills", "fills that came too late", "#,0"),
        new("lostWrites", "lost writes", "rows without an acknowledged write, so far", "#,0"),
        new("lostEvents", "lost events", "committed versions that the log never told, so far", "#,0"),
        new("staleKeys", "stale keys", "entries or answers older than their row, after quiet", "#,0"),
    ];

    public static Findings Write(FaultFigures seen) => new(
        Columns,
        [
            .. seen.Rounds.Select(RowOf),
            .. seen.Blind is { } blind ? BlindRows(blind, seen.Keys) : [],
        ],
        [.. FaultChecks.Of(seen)],
        [Drawing(seen)])
    {
        Proofs = [Overall(seen), OfKafka(seen)],
        Notes =
        [
            $"{seen.History.Reads:N0} reads, {seen.History.Writes:N0} acknowledged writes, "
            + $"{seen.History.Doubtful:N0} in doubt; the oldest answer while faults lasted had been "
            + $"superseded for {seen.History.LongestStale.TotalSeconds:0.0} s.",
            "A version counts as told when some replica has heard of it by the log; each write "
            + "makes the next version of its row, so that none can be missed.",
            "Without the log: the worker stands still while Redis does, so that deletes and hints "
            + "get lost and nothing repairs them; then the worker goes on.",
            Slowest(seen),
        ],
    };

    private static string Slowest(FaultFigures seen)
    {
        var slowest = seen.Rounds.MaxBy(round => round.Recovery.Took)!;
        return $"Longest way back: {slowest.Recovery.Took.TotalSeconds:0.0} s after "
            + $"{slowest.Fault.Name}; the last that was amiss: {slowest.Recovery.Last}.";
    }

    private static Proof Overall(FaultFigures seen) => new(
        "F4", $"keys stale after {seen.Rounds.Count} faults (kill, pause, restart) under load",
        $"without the log: {new Proportion(seen.Blind?.Without.StaleKeys ?? 0, seen.Keys)}",
        $"{seen.StaleKeys}; acknowledged writes lost: "
        + $"{new Proportion(seen.LostWrites, seen.History.Writes)}; events lost: {seen.LostEvents}");

    private static Proof OfKafka(FaultFigures seen)
    {
        var rounds = seen.Rounds.Where(round => round.Fault.Resource == Kafka).ToList();
        var lost = rounds.Sum(round => round.Aftermath?.LostEvents ?? 0);
        return new Proof("D6", "events lost by a broker that is lost and comes back", Proof.None,
            $"{new Proportion(lost, rounds.Sum(round => round.Counts.Writes))} "
            + $"in {rounds.Count} rounds; the outbox drained in each");
    }

    private static Row RowOf(RoundOutcome round, int index) =>
        new("F4", round.Victim, round.Counts.Requests)
        {
            Values =
            {
                ["round"] = index + 1,
                ["fault"] = round.Fault.Name,
                ["forSeconds"] = round.Fault.Kind == FaultKind.Restart
                    ? null
                    : round.Fault.For.TotalSeconds,
                ["backSeconds"] = round.Recovery.Took.TotalSeconds,
                ["oldestSeconds"] = round.Oldest.TotalSeconds,
                ["failed"] = round.Counts.Failed,
                ["writes"] = round.Counts.Writes,
                ["repeated"] = round.Counts.Repeated,
                ["takeovers"] = round.Counts.Takeovers,
                ["refused"] = round.Counts.RefusedFills,
                ["lostWrites"] = round.Aftermath?.LostWrites,
                ["lostEvents"] = round.Aftermath?.LostEvents,
                ["staleKeys"] = round.Aftermath?.StaleKeys,
            },
        };

    private static Row[] BlindRows(BlindOutcome blind, int keys) =>
    [
        BlindRow("pause redis-server, without the log", blind.Without, keys),
        BlindRow("the log goes on", blind.With, keys),
    ];

    private static Row BlindRow(string fault, Aftermath found, int keys) => new("F4", "–", keys)
    {
        Values =
        {
            ["fault"] = fault,
            ["lostWrites"] = found.LostWrites,
            ["lostEvents"] = found.LostEvents,
            ["staleKeys"] = found.StaleKeys,
        },
    };

    private static Chart Drawing(FaultFigures seen) =>
        new("From the end of a fault to a healthy fleet", ChartKind.Bar, "round", "s")
        {
            Labels = [.. seen.Rounds.Select((round, at) => $"{at + 1}: {round.Fault.Name}")],
            Series = [new("s", [.. seen.Rounds.Select(one => (double?)one.Recovery.Took.TotalSeconds)])],
        };
}
