namespace CacheFleet.Caching.Reading;

/// <summary>Hashes all of whose bits depend on all bits of an id: ids mostly count upwards.</summary>
internal static class Hashing
{
    /// <summary>Fibonacci hashing (Knuth, TAOCP 3, 6.4): take the upper bits.</summary>
    public static uint Of<TKey>(TKey id)
        where TKey : notnull => (uint)EqualityComparer<TKey>.Default.GetHashCode(id) * 2654435769u;
}
