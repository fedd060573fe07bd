using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Tests.Near;

/// <summary>A store that does at once what it is asked and answers when the test says so.</summary>
internal sealed class HeldReplies(ISharedStore inner) : ISharedStore
{
    public TaskCompletionSource Gate { get; set; } = new();

    /// <summary>Holds an invalidation before the store has it.</summary>
    public Task InvalidateAfter { get; set; } = Task.CompletedTask;

    public async ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation)
    {
        var gate = Gate;
        var filled = await inner.FillAsync(lease, entry, cancellation);
        await gate.Task;
        return filled;
    }

    public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation) =>
        inner.LookAsync(key, cancellation);

    public ValueTask<Sight> LookAsync(
        EntryKey key, LookTerms terms, CancellationToken cancellation) =>
        inner.LookAsync(key, terms, cancellation);

    public ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation) =>
        inner.ReleaseAsync(lease, cancellation);

    public ValueTask<Filled> PutAsync(
        EntryKey key, StoredEntry entry, CancellationToken cancellation) =>
        inner.PutAsync(key, entry, cancellation);

    public ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation) =>
        inner.WriteAsync(key, entry, timeToLive, cancellation);

    public ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation) =>
        inner.DeleteAsync(keys, cancellation);

    public async ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation)
    {
        await InvalidateAfter;
        return await inner.InvalidateAsync(key, version, cancellation);
    }
}
