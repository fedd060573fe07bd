namespace CacheFleet.LoadTests.Traces;

/// <summary>
/// Made-up accesses where no recorded trace is at hand: object of rank k with a chance in
/// proportion to 1/k^s. Ranks are dealt to ids at random, so that popular objects are not
/// neighbours. Same seed, same accesses.
/// </summary>
public static class ZipfTrace
{
    public static uint[] Generate(int accesses, int objects, double exponent, int seed)
    {
#pragma warning disable CA5394 // Chance for a load, not for a secret.
        var random = new Random(seed);
        var ids = Enumerable.Range(0, objects).ToArray();
        random.Shuffle(ids);
        var cumulative = Cumulative(objects, exponent);
        var trace = new uint[accesses];
        for (var i = 0; i < accesses; i++)
        {
            var rank = Array.BinarySearch(cumulative, random.NextDouble() * cumulative[^1]);
            if (rank < 0) rank = ~rank;
            trace[i] = ObjectNumber.OfSeeded(ids[Math.Min(rank, objects - 1)]).Packed;
        }
        return trace;
#pragma warning restore CA5394
    }

    private static double[] Cumulative(int objects, double exponent)
    {
        var cumulative = new double[objects];
        var sum = 0.0;
        for (var rank = 0; rank < objects; rank++)
        {
            cumulative[rank] = sum += 1 / Math.Pow(rank + 1, exponent);
        }
        return cumulative;
    }
}
