using System.Globalization;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Reporting;

/// <summary>
/// Where the reports of a run go: report.html, report.md, report.json and the record that they are made from.
/// </summary>
public static class ReportFolder
{
    private const string RootMark = "CacheFleet.sln";

    /// <summary>
    /// The repository that the program is started in or built in; without one the current folder.
    /// </summary>
    public static string Root => Above(Environment.CurrentDirectory) ?? Above(AppContext.BaseDirectory)
        ?? Environment.CurrentDirectory;

    /// <summary>
    /// <c>artifacts/{name}-{timestamp}</c> under <see cref="Root"/>.
    /// </summary>
    public static string Default(string name, DateTimeOffset now) => Path.Combine(
        Root, "artifacts",
        $"{name}-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");

    public static async Task<string> WriteAsync(
        string folder, IReadOnlyList<ScenarioResult> results, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var page = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(page, HtmlReport.Write(results), ct);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "report.md"), MarkdownReport.Write(results), ct);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "report.json"), ResultJson.Write(results), ct);
        await File.WriteAllTextAsync(
            Path.Combine(folder, RunRecord.FileName), RunRecord.Write(results), ct);
        return page;
    }

    private static string? Above(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, RootMark))) return folder;
        }
        return null;
    }
}
