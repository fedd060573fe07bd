using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Faults;

internal static class FaultsReport
{
    private const string Kafka = "kafka-broker";
    private const string LinkToKafka = "worker-kafka";

    private static readonly Column[] Columns =
    [
        new("rounds", "rounds", "how often it struck, each time at a random moment", "0"),
        new("forSeconds", "for s", "from the fault to its end, the longest", "0.0"),
        new("backSeconds", "back s", "from then to a fleet that is itself again, the median", "0.0"),
        new("longestSeconds", "longest s", "the same, the longest", "0.0"),
        new("oldestSeconds", "oldest s", "for so long was the oldest answer superseded", "0.0"),
        new("failed", "failed", "requests without an answer, or refused", "#,0"),
        new("writes", "writes", "acknowledged", "#,0"),
        new("repeated", "repeated", "events that a replica was given more than once", "#,0"),
        new("takeovers", "takeovers", "sessions that became the active relay", "#,0"),
        new("refused", "refused fills", "fills that came too late", "#,0"),
        new("lostWrites", "lost writes", "rows without an acknowledged write", "#,0"),
        new("lostEvents", "lost events", "committed versions that the log never told", "#,0"),
        new("staleKeys", "stale keys", "entries or answers older than their row, after quiet", "#,0"),
    ];

    public static Findings Write(FaultFigures seen) => new(
        Columns,
        [
            .. seen.ByFault.Select(RowOf),
            .. seen.Blind is { } blind ? BlindRows(blind, seen.Keys) : [],
        ],
        [.. FaultChecks.Of(seen)],
        [Drawing(seen)])
    {
        Proofs = [Overall(seen), OfKafka(seen)],
        Notes =
        [
            $"{seen.Reads:N0} reads, {seen.Writes:N0} acknowledged writes, {seen.Doubtful:N0} in doubt; "
            + "the oldest answer while faults lasted had been superseded for "
            + $"{seen.LongestStale.TotalSeconds:0.0} s.",
            "A version counts as told when some replica has heard of it by the log; each write "
            + "makes the next version of its row, so that none can be missed.",
            "Without the log: the worker stands still while Redis does, so that deletes and hints "
            + "get lost and nothing repairs them; then the worker goes on.",
            "Kill: SIGKILL, and started again. Pause: SIGSTOP, and SIGCONT. Restart: SIGTERM, and "
            + "started again. Cut: a link's connections end, and none gets through until it is mended.",
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
        "F4", $"keys stale after {seen.Rounds.Count} faults (kill, pause, restart, cut) under load",
        $"without the log: {new Proportion(seen.Blind?.Without.StaleKeys ?? 0, seen.Keys)}",
        $"{seen.StaleKeys}; acknowledged writes lost: "
        + $"{new Proportion(seen.LostWrites, seen.Writes)}; events lost: {seen.LostEvents}");

    private static Proof OfKafka(FaultFigures seen)
    {
        var rounds = seen.Rounds.Where(round => round.Fault.Resource is Kafka or LinkToKafka).ToList();
        var lost = rounds.Sum(round => round.Aftermath?.LostEvents ?? 0);
        return new Proof("D6", "events lost by a broker that is lost and comes back", Proof.None,
            $"{new Proportion(lost, rounds.Sum(round => round.Counts.Writes))} "
            + $"in {rounds.Count} rounds; the outbox drained in each");
    }

    private static Row RowOf(FaultFigures fault) =>
        new("F4", fault.Rounds[0].Fault.Name, fault.Sum.Requests)
        {
            Values =
            {
                ["rounds"] = fault.Rounds.Count,
                ["forSeconds"] = fault.Rounds[0].Fault.Orders.End is null
                    ? null
                    : fault.Rounds.Max(round => round.Fault.For.TotalSeconds),
                ["backSeconds"] = fault.BackMedian,
                ["longestSeconds"] = fault.Back[^1],
                ["oldestSeconds"] = fault.LongestStale.TotalSeconds,
                ["failed"] = fault.Sum.Failed,
                ["writes"] = fault.Sum.Writes,
                ["repeated"] = fault.Sum.Repeated,
                ["takeovers"] = fault.Sum.Takeovers,
                ["refused"] = fault.Sum.RefusedFills,
                ["lostWrites"] = fault.LostWrites,
                ["lostEvents"] = fault.LostEvents,
                ["staleKeys"] = fault.StaleKeys.Count,
            },
        };

    private static Row[] BlindRows(BlindOutcome blind, int keys) =>
    [
        BlindRow("pause redis-server, without the log", blind.Without, keys),
        BlindRow("the log goes on", blind.With, keys),
    ];

    private static Row BlindRow(string fault, Aftermath found, int keys) => new("F4", fault, keys)
    {
        Values =
        {
            ["rounds"] = 1,
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
