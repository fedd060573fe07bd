namespace CacheFleet.Caching;

/// <summary>
/// Looks into this process's own memory (L1) without asking or changing anything behind it.
/// </summary>
public interface INearContents
{
    /// <summary>
    /// The versions that memory would answer now, one for each policy that holds the entry.
    /// </summary>
    /// <param name="family">The family's name.</param>
    /// <param name="key">The entry's key within it, as events carry it.</param>
    IEnumerable<long> VersionsOf(string family, string key);
}
