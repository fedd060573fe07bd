using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>
/// What became of one request of a herd; <paramref name="Error"/> is null for an answer with
/// success.
/// </summary>
public readonly record struct HerdAnswer(
    Replica Replica, CacheOutcome Outcome, TimeSpan Latency, string? Error);

/// <summary>One herd: all its answers, and how long the launch of all requests took.</summary>
public sealed record HerdWave(IReadOnlyList<HerdAnswer> Answers, TimeSpan Launch)
{
    public int Errors => Answers.Count(answer => answer.Error is not null);
}
