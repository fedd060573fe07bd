namespace CacheFleet.Caching.Reading;

/// <summary>One step of a read. Guards are decorators of this and know nothing of telemetry.</summary>
internal interface IReader<in TKey, T>
{
    ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation);
}

/// <summary>A guard that keeps something in this process that an invalidation must undo.</summary>
internal interface IForgetful<in TKey>
{
    /// <param name="id">Whose entry has changed.</param>
    /// <param name="version">The version that its row has now; 0 if it is not known.</param>
    void Forget(TKey id, long version);
}
