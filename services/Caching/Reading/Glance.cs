using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>A flight whose pilot takes a cheap look first.</summary>
/// <param name="Flight">The flight.</param>
/// <param name="Key">The entry to look at.</param>
internal readonly record struct Glance<TKey, T>(Flight<TKey, T> Flight, EntryKey Key);
