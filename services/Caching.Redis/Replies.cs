using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>Reads what the scripts answer; an answer of another shape is a refusal, never an exception.</summary>
internal static class Replies
{
    private const long MicrosecondsPerMillisecond = 1000;

    /// <summary>The one number of an answer; null for anything else.</summary>
    public static long? Number(RedisResult? reply)
    {
        try
        {
            return reply is null || reply.IsNull ? null : (long)reply;
        }
        catch (InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>The one number of an answer to a batch; null for anything else.</summary>
    public static long? Number(in Batched batched)
    {
        try
        {
            return batched.Values is { } values ? (long)values[batched.At] : null;
        }
        catch (InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>The answer of <c>look.lua</c>.</summary>
    public static Sight Sight(EntryKey key, in Batched batched)
    {
        if (batched.Values is not { } values)
            return Storing.Sight.Dark(batched.Trouble);
        try
        {
            return values.AsSpan(batched.At, 4) is [var kind, var bytes, var fence, var busyFor]
                ? Sight(key, (long)kind, (long)values[0] / MicrosecondsPerMillisecond,
                    bytes, (long)fence, TimeSpan.FromMicroseconds((long)busyFor))
                : Refused;
        }
        catch (InvalidCastException)
        {
            return Refused;
        }
    }

    private static Sight Refused => Storing.Sight.Dark(StoreTrouble.Refused);

    private static Sight Sight(
        EntryKey key, long kind, long now, RedisValue bytes, long fence, TimeSpan busyFor)
    {
        Lease? lease = fence == 0 ? null : new Lease(key, fence);
        return kind switch
        {
            1 when TryEntry(bytes, out var entry) => Storing.Sight.Fresh(entry, now),
            2 when TryEntry(bytes, out var entry) =>
                Storing.Sight.Stale(entry, lease, busyFor, now),
            3 when lease is { } ours => Storing.Sight.AbsentUnder(ours, now),
            4 => Storing.Sight.Busy(busyFor, now),
            _ => Refused,
        };
    }

    private static bool TryEntry(RedisValue bytes, out StoredEntry entry) =>
        Envelope.TryUnwrap((byte[]?)bytes, out entry);
}
