using System.Globalization;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine.Measuring;

namespace NBomber.Engine.Reporting;

/// <summary>What every report is made of.</summary>
internal sealed record ReportContent(NodeStats Stats, IReadOnlyList<Ledger> Ledgers)
{
    public IReadOnlyList<Second> Seconds(string scenario) =>
        Ledgers.FirstOrDefault(one => one.Run.Name == scenario)?.Seconds ?? [];

    public IEnumerable<string> Simulations(string scenario) =>
        Ledgers.FirstOrDefault(one => one.Run.Name == scenario)?
            .Run.Props.LoadSimulations.Select(one => one.ToString()) ?? [];
}

/// <summary>Writes the report files.</summary>
internal static class Reports
{
    /// <summary>The finalizer decides what the reports say; what Run returns stays
    /// complete.</summary>
    public static NodeStats Write(
        NBomberContext context, NodeStats stats, IReadOnlyList<Ledger> ledgers)
    {
        var data = context.ReportFinalizer(ReportData.Create(stats.ScenarioStats));
        var content = new ReportContent(stats with { ScenarioStats = data.ScenarioStats }, ledgers);
        var files = context.ReportFormats.Distinct()
            .Select(format => new ReportFile(
                Path(context, stats, format), format, Text(content, format)))
            .ToArray();
        if (files.Length > 0)
            Directory.CreateDirectory(context.ReportFolder);
        foreach (var file in files)
            File.WriteAllText(file.FilePath, file.ReportContent);
        return stats with { ReportFiles = files };
    }

    private static string Path(NBomberContext context, NodeStats stats, ReportFormat format)
    {
        var created = stats.TestInfo.Created
            .ToString("yyyy-MM-dd--HH-mm-ss", CultureInfo.InvariantCulture);
        var name = context.ReportFileName ?? $"nbomber_report_{created}";
        return System.IO.Path.Combine(
            context.ReportFolder, $"{name}.{format.ToString().ToLowerInvariant()}");
    }

    private static string Text(ReportContent content, ReportFormat format) => format switch
    {
        ReportFormat.Txt => TxtReport.Of(content),
        ReportFormat.Md => MdReport.Of(content),
        ReportFormat.Csv => CsvReport.Of(content),
        ReportFormat.Html => HtmlReport.Of(content),
        _ => throw new NBomberException($"Unknown report format {format}."),
    };
}
