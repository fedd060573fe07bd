namespace CacheFleet.Lab.Tests;

/// <summary>
/// What the runbooks say to rehearse with on servers of its own, each run in a short variant. The
/// same on a fleet is in Fleet.Tests.
/// </summary>
public sealed class RehearsalTests
{
    private static readonly Dictionary<string, string> Short = new()
    {
        ["dropped-delete"] = "--drop-life 1s --drop-during 2s",
        ["expiry-storm"] = "--warm-keys 300 --warm-life 2s",
        ["failover"] = "--failovers 2",
        ["killed-holder"] = "--kills 2 --lock-life 1s",
        ["paused-holder"] = "--pauses 2 --paused-life 2s",
        ["redlock"] = "--redlock-rounds 2",
        ["schema-change"] = "--rolled-keys 100 --rolled-during 3s",
    };

    public static TheoryData<string> Named => [.. Rehearsal.Named(onFleet: false)];

    [Theory]
    [MemberData(nameof(Named))]
    public Task A_rehearsal_of_a_runbook_passes(string rehearsal) => Rehearsal.PassesAsync(
        rehearsal, Short.GetValueOrDefault(rehearsal), target: null, TestContext.Current.CancellationToken);
}
