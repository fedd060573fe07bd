using System.CommandLine;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LoadTests.Scenarios.Herd;
using CacheFleet.LoadTests.Scenarios.Race;

namespace CacheFleet.LoadTests.Commands;

/// <summary><c>tour</c>: the main figures, small, on one page, within a minute.</summary>
internal static class TourCommand
{
    // Large enough for the dogpile to show, small enough that its recomputes do not fill the
    // minute.
    private const int Herd = 200;
    private const int Expiries = 3;
    private const int Trials = 10;

    public static Command Create(Session session)
    {
        var common = new CommonOptions();
        var command = new Command(
            "tour", "a short herd and race, before and after, on one page (under a minute)");
        common.AddTo(command);
        command.SetAction((parsed, ct) =>
        {
            var knobs = new Knobs
            {
                Seed = parsed.GetValue(common.Seed),
                Chosen = LabPolicies.Main,
                Herd = Herd,
                Expiries = Expiries,
                Trials = Trials,
            };
            return session.RunAsync(
                "tour", [new Planned(new HerdScenario(), knobs), new Planned(new RaceScenario(), knobs)],
                common.Read(parsed), ct);
        });
        return command;
    }
}
