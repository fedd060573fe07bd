namespace CacheFleet.Caching.Reading;

/// <summary>Why the origin is asked.</summary>
internal enum LoadReason
{
    Absent,
    Due,
    Refresh,
    Undecodable,
    StoreDark,
    OutOfPatience,
    BelowFloor,
}

/// <summary>Where values come from; the innermost part of every read.</summary>
internal interface IOrigin<in TKey, T>
{
    ValueTask<Loaded<T>> LoadAsync(TKey id, LoadReason reason, CancellationToken cancellation);
}

/// <summary>The family's own loader.</summary>
internal sealed class LoaderOrigin<TKey, T>(Loader<TKey, T> load) : IOrigin<TKey, T>
{
    public ValueTask<Loaded<T>> LoadAsync(
        TKey id, LoadReason reason, CancellationToken cancellation) => load(id, cancellation);
}
