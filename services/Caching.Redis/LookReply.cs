using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>Reads what <c>look.lua</c> answers.</summary>
internal static class LookReply
{
    private const long MicrosecondsPerMillisecond = 1000;

    public static Sight Read(EntryKey key, RedisResult reply)
    {
        var parts = (RedisValue[])reply!;
        var now = (long)parts[1] / MicrosecondsPerMillisecond;
        var fence = (long)parts[3];
        Lease? lease = fence == 0 ? null : new Lease(key, fence);
        var busyFor = TimeSpan.FromMicroseconds((long)parts[4]);
        return (long)parts[0] switch
        {
            1 when TryEntry(parts[2], out var entry) => Sight.Fresh(entry, now),
            2 when TryEntry(parts[2], out var entry) => Sight.Stale(entry, lease, busyFor, now),
            3 => Sight.AbsentUnder(lease!.Value, now),
            4 => Sight.Busy(busyFor, now),
            _ => Sight.Dark(StoreTrouble.Refused),
        };
    }

    private static bool TryEntry(RedisValue bytes, out StoredEntry entry) =>
        Envelope.TryUnwrap((byte[]?)bytes, out entry);
}
