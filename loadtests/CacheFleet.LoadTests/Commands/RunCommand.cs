using System.CommandLine;
using System.CommandLine.Parsing;
using CacheFleet.LoadTests.Scenarios;

namespace CacheFleet.LoadTests.Commands;

/// <summary>
/// <c>run NAME…</c>, <c>run A3…</c>, <c>run --all</c>: one report for all that ran.
/// </summary>
internal sealed class RunCommand
{
    private static readonly TimeSpan DefaultWithin = TimeSpan.FromMinutes(25);

    private readonly ScenarioCatalog _catalog;
    private readonly Argument<string[]> _names;
    private readonly Option<bool> _all =
        new("--all") { Description = "every scenario, one after another" };
    private readonly Option<TimeSpan?> _within = Bounded.Duration(
        "--within", "when --all ends at the latest; what has not run by then has failed (25m)");

    private readonly KnobOptions _knobs;

    private RunCommand(ScenarioCatalog catalog)
    {
        _catalog = catalog;
        _knobs = new KnobOptions(catalog);
        _names = new Argument<string[]>("name")
        {
            Description = $"scenarios or requirements to run: {catalog.Names}; "
                + string.Join(", ", catalog.Requirements),
            Arity = ArgumentArity.ZeroOrMore,
        };
    }

    public static Command Create(Session session, ScenarioCatalog catalog)
    {
        var run = new RunCommand(catalog);
        var common = new CommonOptions();
        var command = new Command("run", "run scenarios against the fleet and judge the outcome");
        command.Arguments.Add(run._names);
        command.Options.Add(run._all);
        command.Options.Add(run._within);
        common.AddTo(command);
        foreach (var option in run._knobs.All) command.Options.Add(option);
        command.Validators.Add(run.RefuseUnknown);
        command.Validators.Add(run.RefuseUnheard);
        command.SetAction((parsed, ct) =>
        {
            var turned = run._knobs.Read(parsed, parsed.GetValue(common.Seed));
            var names = parsed.GetValue(run._names) ?? [];
            if (!parsed.GetValue(run._all))
            {
                var chosen = Plan.Of(catalog, names, turned);
                return session.RunAsync(string.Join('+', names), chosen, common.Read(parsed), ct);
            }
            var limit = parsed.GetValue(run._within) ?? DefaultWithin;
            var everything = Plan.Everything(catalog, turned);
            return session.RunAsync("lab", everything, common.Read(parsed), ct, limit);
        });
        return command;
    }

    private void RefuseUnknown(CommandResult result)
    {
        var names = Names(result);
        var all = result.GetResult(_all) is { Implicit: false };
        if (names.Count == 0 != all)
        {
            result.AddError(all
                ? "--all runs every scenario: leave the names out."
                : $"Name a scenario or a requirement, or say --all: there are {_catalog.Names}.");
        }
        foreach (var name in names.Where(name => Plan.Chosen(_catalog, [name]).Count == 0))
        {
            result.AddError($"There is no scenario '{name}': they are {_catalog.Names}, "
                + $"or by requirement {string.Join(", ", _catalog.Requirements)}.");
        }
    }

    /// <summary>
    /// An option that no chosen scenario listens to would be ignored silently: refuse it.
    /// </summary>
    private void RefuseUnheard(CommandResult result)
    {
        var chosen = result.GetResult(_all) is { Implicit: false }
            ? _catalog.All
            : Plan.Chosen(_catalog, Names(result));
        if (chosen.Count == 0) return;
        var given = _knobs.All.Where(option => result.GetResult(option) is { Implicit: false });
        foreach (var option in given)
        {
            if (chosen.Any(scenario => ListCommand.KnobsOf(scenario).Contains(option.Name))) continue;
            var scenarios = string.Join(" and ", chosen.Select(scenario => scenario.Name));
            var heard = string.Join(' ', chosen.SelectMany(ListCommand.KnobsOf).Distinct());
            result.AddError(
                $"{option.Name} changes nothing for {scenarios}: leave it out. "
                + $"Its knobs are {heard}.");
        }
    }

    private List<string> Names(CommandResult result) =>
        [.. (result.GetResult(_names)?.Tokens ?? []).Select(token => token.Value).Distinct()];
}
