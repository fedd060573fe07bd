namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// How many recomputes early draws (XFetch, β = 1) cost an expiry, under steady requests that are
/// dense against the load's length.
/// </summary>
/// <remarks>
/// With a time g to the expiry and a load that takes δ, a caller draws early with the chance
/// e^(−g/βδ). So the expected number of early draws grows by e^(1/β) in the length of one load; the
/// first draw comes when it has reached E, which is exponentially distributed with mean 1, and until
/// its fill E·(e^(1/β) − 1) more are expected: e^(1/β) in all. Vattani et al., VLDB'15.
/// </remarks>
public static class EarlyDraws
{
    private const double Beta = 1;
    private const double StandardErrors = 3;

    private static readonly double More = Math.Exp(1 / Beta) - 1;

    /// <summary>
    /// Nothing holds the others back: e^(1/β), of a variance of m + m² beyond the first.
    /// </summary>
    public static ExpectedMean Alone(int replicas, int expiries) =>
        Around(1 + More, Math.Sqrt(More + (More * More)), expiries);

    /// <summary>
    /// Each of the other replicas adds one at most: with m the draws until the fill of all replicas
    /// together, the chance of at least one on a given replica is 1 − 1 / (1 + m / replicas).
    /// </summary>
    public static ExpectedMean OneAtATimePerReplica(int replicas, int expiries)
    {
        var chance = 1 - (1 / (1 + (More / replicas)));
        var others = replicas - 1;
        // At most, if the replicas drew as one: they share the E that tells how late the first was.
        return Around(1 + (others * chance), others * Math.Sqrt(chance * (1 - chance)), expiries);
    }

    private static ExpectedMean Around(double mean, double deviation, int expiries)
    {
        var spread = StandardErrors * deviation / Math.Sqrt(expiries);
        return new ExpectedMean(mean, new RecomputeBounds(Math.Max(1, mean - spread), mean + spread));
    }
}

/// <summary>
/// A mean over the expiries, and within which bounds that many samples of it lie.
/// </summary>
public readonly record struct ExpectedMean(double Mean, RecomputeBounds Within);
