using CacheFleet.Caching.Storing;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheFleet.Caching.Hybrid;

/// <summary>The framework's <see cref="HybridCache"/> over leases, single-flight and the guarded L1.</summary>
/// <remarks>
/// An application that uses HybridCache gets the fleet's guarantees by registration alone: one factory run per entry
/// in the whole fleet, no fill after a removal, an L1 that hears of removals elsewhere.
/// A call that disables either half of the local cache bypasses it; one that disables either half of the distributed
/// cache bypasses everything that is shared and runs its factory, kept nowhere.
/// </remarks>
internal sealed class FleetHybridCache(
    FleetCache cache, HybridFamilies families, HybridTags epochs, HybridSerializers serializers)
    : HybridCache
{
    // Each time a removal came between the read and its check. After that the caller loads for itself.
    private const int MostTries = 4;

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var id = HybridKey.Of(key);
        var serializer = serializers.Of<T>();
        return Flags(options) == HybridCacheEntryFlags.None
            && cache.TryAnswer(families.Entries.Key(id), out var found)
            && found.IsPresent
            && epochs.HoldInMemory(found.Value.Stamps)
            && found.Value.TryTake(serializer, out var value)
            ? new ValueTask<T>(value)
            : ReadOnAsync(id, new Asked<TState, T>(state, factory, serializer, options, tags),
                cancellationToken);
    }

    /// <remarks>Removed first, then loaded from the caller's hand: whatever was being loaded before is void.</remarks>
    public override async ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        await RemoveAsync(key, cancellationToken);
        var asked = new Asked<T, T>(
            value, static (its, _) => new(its), serializers.Of<T>(), options, tags);
        await ReadOnAsync(HybridKey.Of(key), asked, cancellationToken);
    }

    /// <exception cref="InvalidOperationException">The shared store did not hear of it.</exception>
    public override async ValueTask RemoveAsync(
        string key, CancellationToken cancellationToken = default)
    {
        var entry = families.Entries.Key(HybridKey.Of(key));
        Check(await cache.InvalidateAsync(entry, 0, cancellationToken), $"Entry '{key}'");
    }

    /// <exception cref="InvalidOperationException">The shared store did not hear of it.</exception>
    public override async ValueTask RemoveByTagAsync(
        string tag, CancellationToken cancellationToken = default) =>
        Check(await epochs.RemoveAsync(tag, cancellationToken), $"Tag '{tag}'");

    private async ValueTask<T> ReadOnAsync<TState, T>(
        HybridKey id, Asked<TState, T> asked, CancellationToken cancellation)
    {
        var flags = Flags(asked.Options);
        var mayLoad = !flags.HasFlag(HybridCacheEntryFlags.DisableUnderlyingData);
        for (var tries = 0; tries < MostTries && !Bypasses(flags, Shared); tries++)
        {
            var call = mayLoad ? asked.Call(epochs) : null;
            var key = families.Entries.Key(id with { Call = call });
            var answer = Bypasses(flags, Local)
                ? await cache.ReadPastNearAsync(key, cancellation)
                : await cache.ReadAsync(key, cancellation);
            call?.LetGo();
            if (answer.IsPresent && await HoldsAsync(answer, cancellation)
                && answer.Value.TryTake(asked.Serializer, out var value))
            {
                return value;
            }

            if (!answer.IsPresent && !mayLoad)
                return default!;
            // Only what was seen: a newer one that somebody has loaded meanwhile stands.
            if (answer.IsPresent)
                await cache.InvalidateAsync(key, answer.Version + 1, cancellation);
        }

        return mayLoad ? await asked.Factory(asked.State, cancellation) : default!;
    }

    // What this very call has loaded is right for it, whatever was removed meanwhile.
    private ValueTask<bool> HoldsAsync(
        in Answer<HybridValue> answer, CancellationToken cancellation) =>
        answer.Tier == Tier.Origin && !answer.Joined
            ? new(true)
            : epochs.HoldAsync(answer.Value.Stamps, cancellation);

    private const HybridCacheEntryFlags Local = HybridCacheEntryFlags.DisableLocalCache;

    private const HybridCacheEntryFlags Shared = HybridCacheEntryFlags.DisableDistributedCache;

    private static bool Bypasses(HybridCacheEntryFlags flags, HybridCacheEntryFlags any) =>
        (flags & any) != 0;

    private static HybridCacheEntryFlags Flags(HybridCacheEntryOptions? options) =>
        options?.Flags ?? HybridCacheEntryFlags.None;

    private static void Check(StoreTrouble trouble, string what)
    {
        if (trouble != StoreTrouble.None)
        {
            throw new InvalidOperationException(
                $"{what} may still be in the shared store, which answered {trouble}: "
                + "remove it again, or wait for its expiration.");
        }
    }

    private sealed record Asked<TState, T>(
        TState State, Func<TState, CancellationToken, ValueTask<T>> Factory,
        HybridSerializer<T> Serializer, HybridCacheEntryOptions? Options,
        IEnumerable<string>? Tags)
    {
        public HybridCall<TState, T> Call(HybridTags tags) => new(
            State, Factory, Serializer, tags, Tags, HybridTimes.Of(Options));
    }
}
