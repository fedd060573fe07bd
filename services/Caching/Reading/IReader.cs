using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>One step of a read. Guards are decorators of this and know nothing of telemetry.</summary>
internal interface IReader<in TKey, T>
{
    ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation);
}

/// <summary>
/// A reader whose hits in the shared store need no await: whoever is outermost waits for the store itself.
/// </summary>
internal interface IGlancingReader<in TKey, T> : IReader<TKey, T>
{
    /// <summary>Whether a cheap look will probably do.</summary>
    bool IsWorthAGlance(TKey id, out EntryKey key);

    void Glance(EntryKey key, PendingGlance pending);

    /// <summary>Judges what was seen; to be asked once for each glance.</summary>
    bool TryAnswer(in Sight glance, out Answer<T> answer);

    /// <summary>Goes on where a glance was not enough.</summary>
    ValueTask<Answer<T>> ReadOnAsync(TKey id, EntryKey key, SightKind seen, CancellationToken cancellation);
}

/// <summary>A guard that keeps something in this process that an invalidation must undo.</summary>
internal interface IForgetful<in TKey>
{
    /// <param name="id">Whose entry has changed.</param>
    /// <param name="version">The version that its row has now; 0 if it is not known.</param>
    void Forget(TKey id, long version);
}
