using CacheFleet.Caching;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>The shared store as the actors see it: every call waits for the scheduler.</summary>
internal sealed class SteppedStore(ISharedStore inner, World world) : ISharedStore
{
    public ValueTask<Sight> LookAsync(EntryKey key, CancellationToken cancellation) =>
        new(world.ParkAsync(StepKind.Glance, 0,
            () => Now(inner.LookAsync(key, cancellation)), DarkSight));

    public ValueTask<Sight> LookAsync(
        EntryKey key, LookTerms terms, CancellationToken cancellation) =>
        new(world.ParkAsync(StepKind.Look, 0,
            () => Now(inner.LookAsync(key, terms, cancellation)), DarkSight));

    public ValueTask<Filled> FillAsync(
        Lease lease, StoredEntry entry, CancellationToken cancellation) =>
        new(world.ParkAsync(StepKind.Fill, entry.Version,
            () => Now(inner.FillAsync(lease, entry, cancellation)), () => Filled.Dark));

    public ValueTask<Filled> PutAsync(
        EntryKey key, StoredEntry entry, CancellationToken cancellation) =>
        new(world.ParkAsync(StepKind.Put, entry.Version,
            () => Now(inner.PutAsync(key, entry, cancellation)), () => Filled.Dark));

    public ValueTask<StoreTrouble> ReleaseAsync(Lease lease, CancellationToken cancellation) =>
        new(world.ParkAsync(StepKind.Release, 0,
            () => Now(inner.ReleaseAsync(lease, cancellation)), TimedOut));

    public ValueTask<StoreTrouble> WriteAsync(
        EntryKey key, StoredEntry entry, Ttl timeToLive, CancellationToken cancellation) =>
        new(world.ParkAsync(StepKind.Write, entry.Version,
            () => Now(inner.WriteAsync(key, entry, timeToLive, cancellation)), TimedOut));

    public ValueTask<StoreTrouble> DeleteAsync(
        IReadOnlyList<EntryKey> keys, CancellationToken cancellation) =>
        new(world.ParkAsync(StepKind.Delete, 0,
            () => Now(inner.DeleteAsync(keys, cancellation)), TimedOut));

    public ValueTask<Invalidated> InvalidateAsync(
        EntryKey key, long version, CancellationToken cancellation) =>
        new(world.ParkAsync(StepKind.Invalidate, version,
            () => Now(inner.InvalidateAsync(key, version, cancellation)),
            () => Invalidated.Dark));

    // The memory store answers at once.
    private static T Now<T>(ValueTask<T> call) => call.GetAwaiter().GetResult();

    private static Sight DarkSight() => Sight.Dark(StoreTrouble.TimedOut);

    private static StoreTrouble TimedOut() => StoreTrouble.TimedOut;
}
