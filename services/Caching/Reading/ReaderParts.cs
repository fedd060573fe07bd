using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Observing;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>What every reader is put together from.</summary>
/// <param name="Store">The shared store, behind its circuit.</param>
/// <param name="Spaces">Where entries lie.</param>
/// <param name="Telemetry">The instruments.</param>
/// <param name="Clock">The time.</param>
/// <param name="Chance">Jitter, XFetch's draws, rests.</param>
/// <param name="WakeUps">News of entries.</param>
/// <param name="Lock">The fleet's lock; asked for only by a policy that is guarded by it.</param>
/// <param name="Stopping">Fires when the process stops: background refreshes end.</param>
internal sealed record ReaderParts(
    ISharedStore Store,
    KeySpaces Spaces,
    FleetTelemetry Telemetry,
    TimeProvider Clock,
    Chance Chance,
    WakeUps WakeUps,
    Func<IFencedLock> Lock,
    CancellationToken Stopping)
{
    /// <summary>The store's time as far as it is known here.</summary>
    public StoreClock StoreClock { get; } = new(Clock);
}
