using System.Text.Json.Nodes;
using CacheFleet.LoadTests.Commands;
using CacheFleet.LoadTests.Live;

namespace CacheFleet.Lab.Tests;

/// <summary>
/// Scenarios whose outcome does not hang on how busy the machine is, small, on real servers.
/// </summary>
public sealed class ScenarioTests
{
    [Theory]
    [InlineData("query-keys", "--queries", "3000")]
    [InlineData("wrong-source", "--source-trials", "3")]
    [InlineData("absent-rows", "--cold-herd", "30")]
    [InlineData("protocol-node", "--node-requests", "100")]
    public async Task A_scenario_starts_its_servers_passes_and_leaves_nothing(string name, string knob, string value)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"cachefleet-lab-{Path.GetRandomFileName()}");
        using var output = new StringWriter();
        try
        {
            var code = await LoadTestProgram.RunAsync(
                ["run", name, knob, value, "--out", folder], Consoles.Plain(output), output,
                TestContext.Current.CancellationToken, LabCatalog.All);

            Assert.True(code == 0, output.ToString());
            var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "report.json")))!;
            Assert.All(json["proofs"]!.AsArray(), proof => Assert.True(proof!["pass"]!.GetValue<bool>()));
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }
}
