using System.CommandLine;
using System.CommandLine.Parsing;
using CacheFleet.LoadTests.Scenarios;

namespace CacheFleet.LoadTests.Commands;

/// <summary><c>run NAME…</c>: scenarios by name, one report for all of them.</summary>
internal static class RunCommand
{
    public static Command Create(Session session)
    {
        var names = new Argument<string[]>("name")
        {
            Description = $"scenarios to run: {ScenarioCatalog.Names}",
            Arity = ArgumentArity.OneOrMore,
        };
        var common = new CommonOptions();
        var knobs = new KnobOptions();
        var command = new Command("run", "run scenarios against the fleet and judge the outcome");
        command.Arguments.Add(names);
        common.AddTo(command);
        foreach (var option in knobs.All) command.Options.Add(option);
        names.Validators.Add(result =>
        {
            var unknown = result.Tokens.Where(token => ScenarioCatalog.Find(token.Value) is null);
            foreach (var token in unknown)
            {
                result.AddError(
                    $"There is no scenario '{token.Value}': they are {ScenarioCatalog.Names}.");
            }
        });
        command.Validators.Add(result => RefuseUnheard(result, names, knobs.All));
        command.SetAction((parsed, ct) =>
        {
            var chosen = Chosen(parsed.GetValue(names));
            var turned = knobs.Read(parsed, parsed.GetValue(common.Seed));
            var name = string.Join('+', chosen.Select(scenario => scenario.Name));
            return session.RunAsync(
                name, [.. chosen.Select(one => (one, turned))], common.Read(parsed), ct);
        });
        return command;
    }

    /// <summary>
    /// An option that no chosen scenario listens to would be ignored silently: refuse it.
    /// </summary>
    private static void RefuseUnheard(
        CommandResult result, Argument<string[]> names,
        IReadOnlyList<Option> options)
    {
        var chosen = Chosen(result.GetResult(names)?.Tokens.Select(token => token.Value));
        if (chosen.Count == 0) return;
        var given = options.Where(option => result.GetResult(option) is { Implicit: false });
        foreach (var option in given)
        {
            if (chosen.Any(scenario => scenario.Listens.Contains(option.Name))) continue;
            var scenarios = string.Join(" and ", chosen.Select(scenario => scenario.Name));
            var heard =
                string.Join(' ', chosen.SelectMany(scenario => scenario.Listens).Distinct());
            result.AddError(
                $"{option.Name} changes nothing for {scenarios}: leave it out. "
                + $"Its knobs are {heard}.");
        }
    }

    private static List<IScenario> Chosen(IEnumerable<string>? names) =>
        [.. (names ?? []).Distinct().Select(ScenarioCatalog.Find).OfType<IScenario>()];
}
