using System.Globalization;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;

namespace CacheFleet.LoadTests.Reporting;

/// <summary>What the reports on paper and on screen have in common.</summary>
internal static class ReportText
{
    /// <summary>
    /// Where the samples stand in headers and cells; before them who, after them the figures.
    /// </summary>
    public const int SamplesAt = 2;

    public static IReadOnlyList<string> Headers(Findings findings) =>
        ["id", "policy", "samples", .. findings.Columns.Select(column => column.Title)];

    public static IReadOnlyList<string> Cells(Findings findings, Row row) =>
    [
        row.Id,
        row.Policy,
        row.Samples.ToString("#,0", CultureInfo.InvariantCulture),
        .. findings.Columns.Select(row.Show),
    ];

    /// <summary>
    /// One line for each requirement over all results, in the requirements' order.
    /// </summary>
    public static IReadOnlyList<SummaryLine> Summary(IReadOnlyList<ScenarioResult> results) =>
        [.. results.SelectMany((result, section) => result.Findings.Proofs.Select(proof =>
                new SummaryLine(section, proof, result.Scenario, result.Proves(proof))))
            .OrderBy(line => line.Proof.Id, RequirementOrder.Instance)];

    public static IReadOnlyList<string> SummaryHeaders { get; } =
        ["id", "scenario", "what is counted", "before", "after", "verdict"];

    public const string SessionsMean =
        "By the recorded history of each scenario that reads and writes. Own writes missed: reads of "
        + "less than the same client had written (read-your-writes), of those after a write of its "
        + "own. Backwards: reads of less than the same client had read before (monotonic reads). "
        + "Stale: reads of less than anybody had been told when they began. Phantoms: reads of what "
        + "nobody had written.";

    public static IReadOnlyList<string> SessionHeaders { get; } =
    [
        "scenario", "policy", "writes", "reads", "own writes missed", "backwards", "stale",
        "longest stale", "phantoms",
    ];

    /// <summary>One line for each policy of each scenario that reads and writes.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Sessions(IReadOnlyList<ScenarioResult> results) =>
        [.. results.SelectMany(result => result.Findings.Sessions.Select(one => Cells(result, one)))];

    /// <summary>Why other scenarios that read and write are not among them; null if all are.</summary>
    public static string? SessionsMissing(IReadOnlyList<ScenarioResult> results)
    {
        var missing = results.Where(result => result.Findings.WithoutSessions is not null)
            .Select(result => $"{NameOf(result)}: {result.Findings.WithoutSessions}").ToList();
        return missing.Count == 0 ? null : $"Not watched: {string.Join("; ", missing)}.";
    }

    private static string NameOf(ScenarioResult result) => result.Findings.Mode is { Length: > 0 } mode
        ? $"{result.Scenario}, {mode}"
        : result.Scenario;

    private static IReadOnlyList<string> Cells(ScenarioResult result, SessionReport session)
    {
        var saw = session.Saw;
        return
        [
            NameOf(result),
            session.Policy,
            Number(saw.Writes),
            Number(saw.Reads),
            $"{Number(saw.ReadYourWrites.Count)} of {Number(saw.ReadYourWrites.Of)}",
            $"{Number(saw.MonotonicReads.Count)} of {Number(saw.MonotonicReads.Of)}",
            Number(saw.Stale),
            saw.Stale > 0 ? $"{Number((long)saw.LongestStale.TotalMilliseconds)} ms" : Proof.None,
            Number(saw.Phantoms),
        ];
    }

    private static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Provenance(ScenarioResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, {result.Duration.TotalSeconds:0.0} s, seed "
        + $"{result.Seed}, {result.Machine}");
}

/// <summary>A requirement's proof, and in which section of the report its figures are.</summary>
internal readonly record struct SummaryLine(int Section, Proof Proof, string Scenario, bool Passed)
{
    public string Verdict => ScenarioResult.VerdictOf(Passed);

    public IReadOnlyList<string> Cells =>
        [Proof.Id, Scenario, Proof.What, Proof.Before, Proof.After, Verdict];
}
