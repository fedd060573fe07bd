using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Tests.Reading;

/// <summary>A store whose cheap looks wait until the test lets them go on, and then see what is there.</summary>
internal sealed class HeldGlances(ISharedStore inner) : ISharedStore
{
    private readonly GlanceWatch _watch = new(TimeProvider.System, TimeSpan.FromMinutes(1));
    private TaskCompletionSource<StoreTrouble> _gate = new();

    public ISharedStore Inner => inner;

    public int Glances { get; private set; }

    public EntryKey Last { get; private set; }

    public void Go() => Swap().SetResult(StoreTrouble.None);

    public void Go(Exception error) => Swap().SetException(error);

    public void GoDark() => Swap().SetResult(StoreTrouble.TimedOut);

    public async ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation)
    {
        Glances++;
        Last = key;
        // A look that began before an invalidation may see what was there then.
        var seen = await inner.LookAsync(key, cancellation);
        return await _gate.Task is var trouble and not StoreTrouble.None ? Sight.Dark(trouble) : seen;
    }

    // As Redis does it: what goes on here goes on where the reply comes from, in nobody's context.
    public void Glance(EntryKey key, PendingGlance pending)
    {
        using var noContext = ExecutionContext.SuppressFlow();
        pending.WaitFor(
            LookAsync(key, CancellationToken.None).AsTask(),
            static reply => reply is Task<Sight> { IsFaulted: false, Result: var sight }
                ? sight
                : throw reply.Exception!.InnerException!,
            _watch);
    }

    public ValueTask<Sight> LookAsync(EntryKey key, LookTerms terms, CancellationToken cancellation) =>
        inner.LookAsync(key, terms, cancellation);

    public ValueTask<Filled> FillAsync(Lease lease, StoredEntry entry, CancellationToken cancellation) =>
        inner.FillAsync(lease, entry, cancellation);

    public ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation) =>
        inner.ReleaseAsync(lease, cancellation);

    public ValueTask<Filled> PutAsync(EntryKey key, StoredEntry entry, CancellationToken cancellation) =>
        inner.PutAsync(key, entry, cancellation);

    public ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation) =>
        inner.WriteAsync(key, entry, timeToLive, cancellation);

    public ValueTask<StoreTrouble> DeleteAsync(IReadOnlyList<EntryKey> keys, CancellationToken cancellation) =>
        inner.DeleteAsync(keys, cancellation);

    public ValueTask<Invalidated> InvalidateAsync(EntryKey key, long version, CancellationToken cancellation) =>
        inner.InvalidateAsync(key, version, cancellation);

    private TaskCompletionSource<StoreTrouble> Swap() => Interlocked.Exchange(ref _gate, new());
}
