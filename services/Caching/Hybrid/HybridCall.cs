using Microsoft.Extensions.Caching.Hybrid;

namespace CacheFleet.Caching.Hybrid;

/// <summary>What one caller of HybridCache would do if it were to load.</summary>
internal abstract class HybridCall
{
    public abstract ValueTask<Loaded<HybridValue>> LoadAsync(CancellationToken cancellation);
}

/// <summary>Reads the tags' epochs, then runs the caller's factory: a tag removed meanwhile voids the value.</summary>
internal sealed class HybridCall<TState, T>(
    TState state,
    Func<TState, CancellationToken, ValueTask<T>> factory,
    HybridSerializer<T> serializer,
    HybridTags tags,
    IEnumerable<string>? tagged,
    HybridTimes times) : HybridCall
{
    // The L1 keeps the key, and so this: not what the caller had in its hands.
    private Func<TState, CancellationToken, ValueTask<T>>? _factory = factory;
    private TState? _state = state;

    public void LetGo() => (_factory, _state) = (null, default);

    public override async ValueTask<Loaded<HybridValue>> LoadAsync(CancellationToken cancellation)
    {
        if (_factory is not { } run)
            return Loaded<HybridValue>.Absent;
        var stamps = await tags.StampAsync(tagged, cancellation);
        var value = await run(_state!, cancellation);
        var body = value is null ? default : serializer.Serialize(value);
        return Loaded.Of(
            new HybridValue(body, value is null, stamps)
            {
                TimeToLive = times.TimeToLive,
                NearFor = times.NearFor,
            },
            tags.NextVersion());
    }
}

/// <summary>An entry's times, out of its options and the cache's defaults.</summary>
internal readonly record struct HybridTimes(Ttl? TimeToLive, TimeSpan? NearFor)
{
    /// <exception cref="ArgumentOutOfRangeException">Not a time to live; the message names the option.</exception>
    public static HybridTimes Of(HybridCacheEntryOptions? options) => new(
        options?.Expiration is { } expiration
            ? Ttl.Of(Checked(expiration, nameof(HybridCacheEntryOptions.Expiration)))
            : null,
        options?.LocalCacheExpiration is { } near
            ? Checked(near, nameof(HybridCacheEntryOptions.LocalCacheExpiration))
            : null);

    private static TimeSpan Checked(TimeSpan span, string option) =>
        span >= TimeSpan.FromMilliseconds(1) && span <= TimeSpan.FromDays(366)
            ? span
            : throw new ArgumentOutOfRangeException(
                option, span, $"{option} is between 1 ms and 366 days.");
}
