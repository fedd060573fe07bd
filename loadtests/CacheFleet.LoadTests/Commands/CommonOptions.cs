using System.CommandLine;
using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Commands;

/// <summary>The options that every measuring command has.</summary>
internal sealed class CommonOptions
{
    public Option<string?> Target { get; } = new("--target")
    {
        Description = "address of the fleet (default: what the AppHost hands over, "
            + $"else {FleetAddress.Default})",
    };

    public Option<string?> Out { get; } = new("--out")
    {
        Description = "folder for report.html, report.md and report.json "
            + "(default: artifacts/<name>-<time>)",
    };

    public Option<string?> Json { get; } =
        new("--json") { Description = "write the JSON to this file too" };

    public Option<int> Seed { get; } = new("--seed")
    {
        Description = "seed of everything that is left to chance",
        DefaultValueFactory = _ => 1,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Target);
        command.Options.Add(Out);
        command.Options.Add(Json);
        command.Options.Add(Seed);
    }

    public Output Read(ParseResult parsed) =>
        new(parsed.GetValue(Target), parsed.GetValue(Out), parsed.GetValue(Json));
}
