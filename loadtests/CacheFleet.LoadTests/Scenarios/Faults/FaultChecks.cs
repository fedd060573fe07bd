using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>What a campaign must have seen, and what it must not.</summary>
internal static class FaultChecks
{
    public static IEnumerable<Check> Of(FaultFigures seen)
    {
        var sum = seen.Sum;
        var back = seen.Broken is { } broken
            ? $"not after {broken.Fault.Name}: {broken.Recovery.Last}"
            : $"{seen.Rounds.Count} of {seen.Rounds.Count}";
        yield return new("the fleet came back by itself", "after every fault", back, seen.Broken is null);
        yield return None("acknowledged writes lost", seen.LostWrites);
        yield return None("committed versions that the log never told", seen.LostEvents);
        yield return new("keys stale after recovery", "0", $"{seen.StaleKeys}", seen.StaleKeys.Count == 0);
        yield return None("versions that nobody wrote", seen.Phantoms);
        yield return None("writes whose version does not grow", seen.VersionsNotGrowing);
        yield return None(
            $"answers superseded for more than the time to live ({Campaign.TimeToLive.TotalMinutes:0} min)",
            seen.StaleBeyondBound);
        yield return new("the faults were felt", "> 0",
            $"{sum.Failed:N0} requests failed, {seen.Doubtful:N0} writes in doubt, "
            + $"{sum.Takeovers} relays took over, {sum.Repeated} events were repeated",
            sum.Failed + seen.Doubtful + sum.Takeovers + sum.Repeated > 0);
        if (seen.Blind is not { } blind) yield break;
        yield return Some("without the log: keys stale", blind.Without.StaleKeys);
        yield return new("when the log goes on: all of it", "clean",
            $"{blind.With.StaleKeys} keys stale, {blind.With.LostEvents} events lost",
            blind.With.IsClean);
    }

    private static Check None(string what, long count) => new(what, "0", $"{count:N0}", count == 0);

    private static Check Some(string what, long count) => new(what, "> 0", $"{count:N0}", count > 0);
}
