namespace CacheFleet.Lab.Scenarios;

/// <summary>Draws of one seed for many callers at a time.</summary>
internal sealed class SeededChance(int seed)
{
    private readonly Random _chance = new(seed);
    private readonly Lock _gate = new();

    /// <summary>From zero, and less than that.</summary>
    public int Next(int below)
    {
        lock (_gate) return _chance.Next(below);
    }
}
