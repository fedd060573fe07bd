namespace CacheFleet.LoadTests.Fleet;

/// <summary>The ways in which there may be no fleet, each with the way to mend it.</summary>
internal static class Unavailable
{
    private const string OrName = "or name another with --target";

    public static FleetUnavailableException Silent(Uri target, Exception inner) =>
        new($"No fleet answers at {target}: start one with ./run.sh, {OrName}.", inner);

    public static FleetUnavailableException Slow(Uri target, TimeSpan waited, Exception inner) =>
        new($"The fleet at {target} did not answer within {waited.TotalSeconds:0} s: "
            + $"look at its state on the dashboard, restart it, {OrName}.", inner);

    public static FleetUnavailableException Refusing(Uri target, int status) =>
        new($"The fleet at {target} answered {status} to GET /lab/instances: "
            + $"look at its log on the dashboard, {OrName}.");

    public static FleetUnavailableException NotAFleet(Uri target, Exception inner) =>
        new($"What answers at {target} is no fleet (GET /lab/instances): {OrName}.", inner);

    public static FleetUnavailableException WithoutLab(Uri target) =>
        new($"The fleet at {target} has no lab: start it with CacheFleet__Lab=true "
            + $"(./run.sh does), {OrName}.");

    public static FleetUnavailableException WithoutReplicas(Uri target) =>
        new($"The fleet at {target} has registered no replica: is its Redis up? "
            + "Look at the dashboard, then try again.");
}
