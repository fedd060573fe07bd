using CacheFleet.Caching.Reading;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Invalidating;

/// <summary>Brings the shared store's hints to the readers of the entry that they speak of.</summary>
/// <remarks>
/// Every process hears every hint, its own too. What it cannot read (another fleet's key, another schema) it leaves.
/// </remarks>
internal sealed class StoreNews(KeySpaces spaces, Func<FamilyName, FamilyReaders?> readersOf)
{
    public void Hear(string key, long version)
    {
        if (spaces.TryParse(key, out var space, out var id))
            readersOf(space.Family)?.Hear(id, version, space.Policy);
    }
}
