using System.CommandLine;
using CacheFleet.LoadTests.Reporting;
using CacheFleet.LoadTests.Results;
using Spectre.Console;

namespace CacheFleet.LoadTests.Commands;

/// <summary>
/// <c>report</c>: the page over all rows of the last run, without running anything.
/// </summary>
internal static class ReportCommand
{
    public static Command Create(IAnsiConsole console, TextWriter errors)
    {
        var folders = new Argument<string[]>("run")
        {
            Description = "folders of runs (default: the last run of --all under artifacts/); of two "
                + "results of one scenario in one mode the later one is taken",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var into = new Option<string?>("--out") { Description = "where the page goes (docs/results)" };
        var command = new Command(
            "report", "write one page over all rows of the last run, and its figures into the documents")
        {
            folders,
            into,
        };
        command.SetAction((parsed, ct) =>
            WriteAsync(parsed.GetValue(folders) ?? [], parsed.GetValue(into), console, errors, ct));
        return command;
    }

    private static async Task<int> WriteAsync(
        string[] folders, string? into, IAnsiConsole console, TextWriter errors, CancellationToken ct)
    {
        try
        {
            var results = RunRecord.Latest(folders.Length > 0 ? folders : [RunRecord.LastFolder()]);
            var folder = into ?? Path.Combine(ReportFolder.Root, "docs", "results");
            var page = await ReportFolder.WriteAsync(folder, results, ct);
            ConsoleReport.WriteSummary(console, results);
            // The figures in the documents are those of the recorded run, which is the one in
            // docs/results.
            if (into is null)
            {
                var documents = Path.Combine(ReportFolder.Root, "docs");
                foreach (var mark in await FilledDocuments.FillAsync(documents, results, ct))
                    console.WriteLine($"no figure for {mark}: it stays as it is");
                foreach (var picture in await Pictures.DrawAsync(documents, results, ct))
                    console.WriteLine($"no chart for {picture}: it stays as it is");
            }
            console.WriteLine($"report: {Path.GetFullPath(page)}");
            return ExitCode.Passed;
        }
        catch (Exception e) when (Session.IsTrouble(e))
        {
            await errors.WriteLineAsync($"error: {e.Message}");
            return ExitCode.NotRun;
        }
    }
}
