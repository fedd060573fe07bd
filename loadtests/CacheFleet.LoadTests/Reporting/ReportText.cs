using System.Globalization;
using CacheFleet.LoadTests.Results;

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

    public static string Provenance(ScenarioResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, {result.Duration.TotalSeconds:0.0} s, seed "
        + $"{result.Seed}, {result.Machine}");
}
