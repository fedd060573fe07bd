namespace CacheFleet.Caching.Reading;

/// <summary>Random numbers for many threads at once, the same ones for the same seed in one thread.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood, OOPSLA'14): one interlocked addition and no lock per draw.</remarks>
internal sealed class Chance(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A number in [0, 1).</summary>
    public double Next()
    {
        var z = Interlocked.Add(ref _state, Step);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>How many load times before its expiry an entry is recomputed: -beta ln(u), XFetch.</summary>
    /// <remarks>Vattani, Chierichetti, Lowenstein: optimal cache stampede prevention, VLDB'15.</remarks>
    public double EarlyBy(double beta) => beta == 0 ? 0 : -beta * Math.Log(1 - Next());
}
