using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>Guesses which entries the cheap look will find fresh.</summary>
/// <remarks>
/// A hit costs one trip either way; a miss would cost one more if every read began with the cheap look. So only what
/// was seen fresh, and is not due yet, is looked at cheaply. One slot per hash: a collision or a dropped entry costs
/// one trip, never a wrong answer.
/// </remarks>
internal sealed class RecentlyFresh
{
    private const int Slots = 1 << 14;

    private readonly long[] _freshUntil = new long[Slots];

    public bool Holds(EntryKey key, long now) => Volatile.Read(ref _freshUntil[Slot(key)]) > now;

    public void Remember(EntryKey key, long freshUntil) =>
        Volatile.Write(ref _freshUntil[Slot(key)], freshUntil);

    public void Forget(EntryKey key) => Volatile.Write(ref _freshUntil[Slot(key)], 0);

    private static int Slot(EntryKey key) => key.GetHashCode() & (Slots - 1);
}
