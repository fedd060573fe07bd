using System.Diagnostics;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Observing;

/// <summary>A client span for every trip to the shared store.</summary>
/// <remarks>Outside of a recorded trace it starts none, and then costs next to nothing.</remarks>
internal sealed class ObservedStore(ISharedStore inner) : ISharedStore
{
    public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation) =>
        Begin("look") is { } span
            ? LookAsync(span, key, cancellation)
            : inner.LookAsync(key, cancellation);

    public ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation) =>
        Begin("write") is { } span
            ? EndAsync(span, inner.WriteAsync(key, entry, timeToLive, cancellation))
            : inner.WriteAsync(key, entry, timeToLive, cancellation);

    public ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation) =>
        Begin("delete") is { } span
            ? EndAsync(span, inner.DeleteAsync(keys, cancellation))
            : inner.DeleteAsync(keys, cancellation);

    public async ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation)
    {
        using var span = Begin("invalidate");
        var found = await inner.InvalidateAsync(key, version, cancellation);
        span?.SetTag("cachefleet.outcome", found.ToString());
        return found;
    }

    private async ValueTask<Sight> LookAsync(
        Activity span, EntryKey key, CancellationToken cancellation)
    {
        using (span)
        {
            var sight = await inner.LookAsync(key, cancellation);
            span.SetTag("cachefleet.sight", sight.Kind.ToString());
            Note(span, sight.Trouble);
            return sight;
        }
    }

    private static async ValueTask<StoreTrouble> EndAsync(
        Activity span, ValueTask<StoreTrouble> work)
    {
        using (span)
        {
            var trouble = await work;
            Note(span, trouble);
            return trouble;
        }
    }

    private static Activity? Begin(string operation)
    {
        if (Activity.Current is not { Recorded: true })
            return null;
        var span = FleetTelemetry.Source.StartActivity(operation, ActivityKind.Client);
        span?.SetTag("db.system.name", "redis").SetTag("db.operation.name", operation);
        return span;
    }

    private static void Note(Activity span, StoreTrouble trouble)
    {
        if (trouble != StoreTrouble.None)
            span.SetStatus(ActivityStatusCode.Error, trouble.ToString());
    }
}
