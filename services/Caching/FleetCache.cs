using System.Collections.Frozen;
using CacheFleet.Caching.Reading;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching;

/// <summary>Finds the readers of a key's family; they do the rest.</summary>
internal sealed class FleetCache : IFleetCache
{
    private readonly FrozenDictionary<CacheFamily, FamilyReaders> _readers;

    public FleetCache(IEnumerable<CacheFamily> families, ReaderParts parts) =>
        _readers = families.ToFrozenDictionary(f => f, f => f.CreateReaders(parts));

    public IReadOnlyCollection<CacheFamily> Families => _readers.Keys;

    public ValueTask<Answer<T>> ReadAsync<TKey, T>(
        CacheKey<TKey, T> key, CancellationToken cancellation)
        where TKey : notnull =>
        ReadersOf(key.Family).ReadAsync(key.Id, key.Policy, cancellation);

    public ValueTask<StoreTrouble> InvalidateAsync<TKey, T>(
        CacheKey<TKey, T> key, long version, CancellationToken cancellation)
        where TKey : notnull =>
        ReadersOf(key.Family).InvalidateAsync(key.Id, version, cancellation);

    public ValueTask<StoreTrouble> WriteThroughAsync<TKey, T>(
        CacheKey<TKey, T> key, Loaded<T> committed, CancellationToken cancellation)
        where TKey : notnull =>
        ReadersOf(key.Family).WriteThroughAsync(key.Id, committed, cancellation);

    private FamilyReaders<TKey, T> ReadersOf<TKey, T>(CacheFamily<TKey, T> family)
        where TKey : notnull =>
        _readers.TryGetValue(family, out var readers)
            ? (FamilyReaders<TKey, T>)readers
            : throw new InvalidOperationException(
                $"Family '{family.Name}' is not registered with this cache: give it to "
                + $"{nameof(CacheFleetBuilder)}.{nameof(CacheFleetBuilder.AddFamilies)}.");
}
