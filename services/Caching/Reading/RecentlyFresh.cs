namespace CacheFleet.Caching.Reading;

/// <summary>Guesses which entries the cheap look will find fresh.</summary>
/// <remarks>
/// A hit costs one trip either way; a miss would cost one more if every read began with the cheap
/// look. So only what was seen fresh, and is not due yet, is looked at cheaply. One slot per hash, and
/// the rest of the hash beside the time: keys that share a slot displace each other, and are taken for
/// one another once in 2^18 times. A dropped entry or a wrong guess costs a trip, never a wrong answer.
/// </remarks>
internal sealed class RecentlyFresh<TKey>
    where TKey : notnull
{
    private const int SlotBits = 14;
    private const int TimeBits = 42; // Unix milliseconds, up to the year 2109
    private const long TimeMask = (1L << TimeBits) - 1;

    private readonly long[] _seen = new long[1 << SlotBits];

    public bool Holds(TKey id, long now)
    {
        var hash = Hashing.Of(id);
        var seen = Volatile.Read(ref SlotOf(hash));
        return (seen & ~TimeMask) == Tag(hash) && (seen & TimeMask) > now;
    }

    public void Remember(TKey id, long freshUntil)
    {
        var hash = Hashing.Of(id);
        Volatile.Write(ref SlotOf(hash), Tag(hash) | Math.Clamp(freshUntil, 0, TimeMask));
    }

    public void Forget(TKey id) => Volatile.Write(ref SlotOf(Hashing.Of(id)), 0);

    private ref long SlotOf(uint hash) => ref _seen[hash >> (32 - SlotBits)];

    // What the slot does not say: the lower bits of the product tell apart what shares its upper ones.
    private static long Tag(uint hash) => (long)(hash & ((1u << (32 - SlotBits)) - 1)) << TimeBits;
}
