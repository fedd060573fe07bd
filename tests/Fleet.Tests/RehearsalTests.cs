using CacheFleet.Lab.Tests;

namespace CacheFleet.Fleet.Tests;

/// <summary>
/// What the runbooks say to rehearse with on a fleet, each run in a short variant. Those on servers of
/// their own are in Lab.Tests.
/// </summary>
[Collection(OneFleet.Name)]
public sealed class RehearsalTests(RunningFleet fleet)
{
    private const int Replicas = 3;

    private static readonly Dictionary<string, string> Short = new()
    {
        ["A3"] = "--policy baseline lease --trials 2 --rate 200 --during 2s",
        ["backlog"] = "--products 200 --times 2 --beside 50",
        ["dead-letters"] = "--poison 2 --healthy 20",
        ["faults"] = "--rounds 1 --blind 0",
        ["herd"] = "--herd 60 --policy baseline lease --expiries 1",
        ["herd --kill-one"] = "--herd 60",
    };

    public static TheoryData<string> Named => [.. Rehearsal.Named(onFleet: true)];

    [Theory]
    [MemberData(nameof(Named))]
    public async Task A_rehearsal_of_a_runbook_passes(string rehearsal)
    {
        try
        {
            await Rehearsal.PassesAsync(
                rehearsal, Short.GetValueOrDefault(rehearsal), fleet.Lab.Http.BaseAddress!,
                TestContext.Current.CancellationToken);
        }
        finally
        {
            // It may have killed one.
            await fleet.ReviveAsync(Replicas);
        }
    }
}
