using System.Text.Json.Nodes;
using CacheFleet.LoadTests.Commands;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Tests.FakeFleet;

namespace CacheFleet.LoadTests.Tests;

/// <summary>One run of the program as its user sees it.</summary>
public sealed record Run(int ExitCode, string Output, string Errors, string Folder) : IDisposable
{
    public JsonObject Json =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "report.json")))!.AsObject();

    public JsonObject Row(string policy) => Json["rows"]!.AsArray().Select(row => row!.AsObject())
        .Single(row => row["policy"]!.GetValue<string>() == policy);

    public void Dispose()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    public string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));
}

public static class Runs
{
    public static Task<Run> AgainstAsync(Fakes fleet, params string[] args) =>
        StartAsync([.. args, "--target", fleet.Target.ToString()], withFolder: true);

    public static async Task<Run> StartAsync(string[] args, bool withFolder = false)
    {
        var folder =
            Path.Combine(Path.GetTempPath(), $"cachefleet-loadtests-{Path.GetRandomFileName()}");
        if (withFolder) args = [.. args, "--out", folder];
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await LoadTestProgram.RunAsync(
            args, Consoles.Plain(output), errors, TestContext.Current.CancellationToken);
        return new Run(code, output.ToString(), errors.ToString(), folder);
    }
}
