namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// A cache policy as the lab judges it: which requirement a herd on it shows, and what must come
/// out. A policy that the fleet learns is one more entry of <see cref="LabPolicies"/>.
/// </summary>
public sealed record LabPolicy(string Name, string What)
{
    /// <summary>The requirement that a herd under this policy shows.</summary>
    public required string HerdRow { get; init; }

    /// <summary>Expiries of one run unless --expiries says otherwise.</summary>
    public int Expiries { get; init; } = 20;

    /// <summary>What each single expiry may cost.</summary>
    public required HerdExpectation Herd { get; init; }

    /// <summary>
    /// What the expiries cost in the mean, where chance decides: the policy recomputes early, and is
    /// measured with steady requests before each expiry.
    /// </summary>
    public Func<int, int, ExpectedMean>? Mean { get; init; }

    /// <summary>Whoever would wait for a load is answered with the old value.</summary>
    public bool AnswersStale { get; init; }

    public required RaceExpectation Race { get; init; }

    /// <summary>The requirement that a race under this policy shows.</summary>
    public string RaceRow { get; init; } = "A1";

    /// <summary>
    /// Without any guard: what the others are compared with, and what must show the danger.
    /// </summary>
    public bool IsBaseline { get; init; }
}

/// <summary>
/// What a herd of <paramref name="herd"/> requests over that many replicas may cost per expiry.
/// </summary>
public delegate RecomputeBounds HerdExpectation(int herd, int replicas);

/// <summary>Recomputes of each single expiry lie between the two, both included.</summary>
public readonly record struct RecomputeBounds(double Min, double Max)
{
    public static RecomputeBounds Above(double limit) =>
        new(Math.Floor(limit) + 1, double.PositiveInfinity);

    public bool Holds(double recomputes) => recomputes >= Min && recomputes <= Max;

    public override string ToString() =>
        double.IsPositiveInfinity(Max) ? $">= {Min:0}"
        : Min.Equals(Max) ? $"= {Min:0.##}"
        : $"{Min:0.##} … {Max:0.##}";
}

/// <summary>What becomes of the set-after-delete race under a policy.</summary>
public enum RaceExpectation
{
    /// <summary>The policy does not guard against it: every forced trial ends stale.</summary>
    AlwaysStale,

    /// <summary>The policy closes it: no trial ends stale.</summary>
    NeverStale,
}
