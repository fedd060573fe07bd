using System.Collections.Frozen;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Reading;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching;

/// <summary>Finds the readers of a key's family; they do the rest.</summary>
internal sealed class FleetCache : IFleetCache, IInvalidationSink, INearContents
{
    private readonly ReaderParts _parts;
    private readonly FrozenDictionary<CacheFamily, FamilyReaders> _readers;
    private readonly FrozenDictionary<FamilyName, FamilyReaders> _byName;

    public FleetCache(IEnumerable<CacheFamily> families, ReaderParts parts)
    {
        _parts = parts;
        _readers = families.ToFrozenDictionary(f => f, f => f.CreateReaders(parts));
        _byName = _readers.ToFrozenDictionary(r => r.Key.Name, r => r.Value);
        // Both live as long as the process.
        parts.WakeUps.EntryInvalidated +=
            new StoreNews(parts.Spaces, name => _byName.GetValueOrDefault(name)).Hear;
    }

    public IReadOnlyCollection<CacheFamily> Families => _readers.Keys;

    public ValueTask<Answer<T>> ReadAsync<TKey, T>(
        CacheKey<TKey, T> key, CancellationToken cancellation)
        where TKey : notnull =>
        ReadersOf(key.Family).ReadAsync(key.Id, key.Policy, cancellation);

    /// <summary>A hit in memory, without a task; false says nothing.</summary>
    internal bool TryAnswer<TKey, T>(in CacheKey<TKey, T> key, out Answer<T> answer)
        where TKey : notnull => ReadersOf(key.Family).TryAnswer(key.Id, out answer);

    /// <summary>Reads under the family's own policy as if there were no L1.</summary>
    internal ValueTask<Answer<T>> ReadPastNearAsync<TKey, T>(
        CacheKey<TKey, T> key, CancellationToken cancellation)
        where TKey : notnull =>
        ReadersOf(key.Family).ReadPastNearAsync(key.Id, cancellation);

    public ValueTask<StoreTrouble> InvalidateAsync<TKey, T>(
        CacheKey<TKey, T> key, long version, CancellationToken cancellation)
        where TKey : notnull =>
        ReadersOf(key.Family).InvalidateAsync(key.Id, version, cancellation);

    public ValueTask<StoreTrouble> WriteThroughAsync<TKey, T>(
        CacheKey<TKey, T> key, Loaded<T> committed, CancellationToken cancellation)
        where TKey : notnull =>
        ReadersOf(key.Family).WriteThroughAsync(
            key.Id, new Committed<T>(committed, committed.Version), cancellation);

    public ValueTask<Answer<T>> ReadAtLeastAsync<TKey, T>(
        CacheKey<TKey, T> key, long version, CancellationToken cancellation)
        where TKey : notnull =>
        ReadersOf(key.Family).ReadAtLeastAsync(key.Id, key.Policy, version, cancellation);

    public async ValueTask<Committed<T>?> WriteAsync<TKey, T>(
        CacheKey<TKey, T> key, Commit<T> commit, CancellationToken cancellation)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(commit);
        var readers = ReadersOf(key.Family);
        Committed<T>? change;
        try
        {
            change = await commit(cancellation);
        }
        catch (Exception e) when (e is not INothingWritten)
        {
            // Perhaps it was committed: nobody is to be answered the old row for longer than the next load takes.
            await readers.InvalidateAsync(key.Id, 0, CancellationToken.None);
            throw;
        }
        // Committed: the caller's leaving must not keep the old value alive. If the store is dark, the event and the
        // time to live make it right later.
        if (change is not null)
            await readers.FollowAsync(key.Id, change, CancellationToken.None);
        return change;
    }

    public bool Apply(EntityChanged change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return FamilyName.TryParse(change.Family, out var name)
            && _byName.TryGetValue(name, out var readers)
            && readers.Hear(change.Key, Math.Max(0, change.Version));
    }

    public void DistrustBefore(long timestamp)
    {
        foreach (var readers in _byName.Values)
            readers.DistrustBefore(timestamp);
    }

    public IEnumerable<long> VersionsOf(string family, string key) =>
        FamilyName.TryParse(family, out var name) && _byName.TryGetValue(name, out var readers)
            ? readers.VersionsOf(key)
            : [];

    // A family remembers whom it was read by last: nearly always this cache, and then no table is asked.
    private FamilyReaders<TKey, T> ReadersOf<TKey, T>(CacheFamily<TKey, T> family)
        where TKey : notnull
    {
        var last = family.LastReaders;
        return last is not null && ReferenceEquals(last.Parts, _parts)
            ? last
            : family.LastReaders = FindReaders(family);
    }

    private FamilyReaders<TKey, T> FindReaders<TKey, T>(CacheFamily<TKey, T> family)
        where TKey : notnull =>
        _readers.TryGetValue(family, out var readers)
            ? (FamilyReaders<TKey, T>)readers
            : throw new InvalidOperationException(
                $"Family '{family.Name}' is not registered with this cache: give it to "
                + $"{nameof(CacheFleetBuilder)}.{nameof(CacheFleetBuilder.AddFamilies)}.");
}
