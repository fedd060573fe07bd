using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>Guesses which entries the cheap look will find fresh.</summary>
/// <remarks>
/// A hit costs one trip either way; a miss would cost one more if every read began with the cheap
/// look. So only what was seen fresh, and is not due yet, is looked at cheaply. One slot per hash, and
/// the rest of the hash beside the time: keys that share a slot displace each other, and are taken for
/// one another once in 2^18 times. A dropped entry or a wrong guess costs a trip, never a wrong answer.
/// </remarks>
internal sealed class RecentlyFresh
{
    private const int SlotBits = 14;
    private const int TimeBits = 42; // Unix milliseconds, up to the year 2109
    private const long TimeMask = (1L << TimeBits) - 1;

    private readonly long[] _seen = new long[1 << SlotBits];

    public bool Holds(EntryKey key, long now)
    {
        var hash = Hash(key);
        var seen = Volatile.Read(ref SlotOf(hash));
        return (seen & ~TimeMask) == Tag(hash) && (seen & TimeMask) > now;
    }

    public void Remember(EntryKey key, long freshUntil)
    {
        var hash = Hash(key);
        Volatile.Write(ref SlotOf(hash), Tag(hash) | Math.Clamp(freshUntil, 0, TimeMask));
    }

    public void Forget(EntryKey key) => Volatile.Write(ref SlotOf(Hash(key)), 0);

    private ref long SlotOf(uint hash) => ref _seen[hash & ((1 << SlotBits) - 1)];

    private static long Tag(uint hash) => (long)(hash >> SlotBits) << TimeBits;

    private static uint Hash(EntryKey key) => (uint)key.GetHashCode();
}
