using System.Diagnostics;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Observing;

/// <summary>A client span for every trip to the shared store.</summary>
/// <remarks>Outside of a recorded trace it starts none, and then costs next to nothing.</remarks>
internal sealed class ObservedStore(ISharedStore inner) : ISharedStore
{
    public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation) =>
        Begin("look") is { } span
            ? EndAsync(span, inner.LookAsync(key, cancellation))
            : inner.LookAsync(key, cancellation);

    public void Glance(EntryKey key, PendingGlance pending)
    {
        if (Begin("look") is { } span)
            pending.WaitFor(EndAsync(span, inner.LookAsync(key, CancellationToken.None)));
        else
            inner.Glance(key, pending);
    }

    public StoreTrouble Vet(StoreTrouble trouble) => inner.Vet(trouble);

    public ValueTask<Sight> LookAsync(
        EntryKey key, LookTerms terms, CancellationToken cancellation) =>
        Begin("look") is { } span
            ? EndAsync(span, inner.LookAsync(key, terms, cancellation))
            : inner.LookAsync(key, terms, cancellation);

    public ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation) =>
        Begin("fill") is { } span
            ? EndAsync(span, inner.FillAsync(lease, entry, cancellation))
            : inner.FillAsync(lease, entry, cancellation);

    public ValueTask<Filled> PutAsync(
        EntryKey key, StoredEntry entry, CancellationToken cancellation) =>
        Begin("put") is { } span
            ? EndAsync(span, inner.PutAsync(key, entry, cancellation))
            : inner.PutAsync(key, entry, cancellation);

    public ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation) =>
        Begin("release") is { } span
            ? EndAsync(span, inner.ReleaseAsync(lease, cancellation))
            : inner.ReleaseAsync(lease, cancellation);

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

    private static async ValueTask<Sight> EndAsync(Activity span, ValueTask<Sight> look)
    {
        using (span)
        {
            var sight = await look;
            span.SetTag("cachefleet.sight", sight.Kind.ToString());
            Note(span, sight.Trouble);
            return sight;
        }
    }

    private static async ValueTask<Filled> EndAsync(Activity span, ValueTask<Filled> work)
    {
        using (span)
        {
            var filled = await work;
            span.SetTag("cachefleet.outcome", filled.ToString());
            return filled;
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
