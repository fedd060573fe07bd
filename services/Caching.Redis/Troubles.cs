using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>Makes a value of what the client throws.</summary>
internal static class Troubles
{
    /// <summary>Whether the store is in trouble, and not the caller or this code.</summary>
    public static bool Explains(Exception error, CancellationToken cancellation) => error switch
    {
        RedisException or TimeoutException => true,
        // The connection was closed under the command; the caller's own wish to stop is no trouble.
        OperationCanceledException => !cancellation.IsCancellationRequested,
        ObjectDisposedException => true,
        _ => false,
    };

    public static StoreTrouble Of(Exception error) => error switch
    {
        TimeoutException => StoreTrouble.TimedOut,
        RedisServerException => StoreTrouble.Refused,
        _ => StoreTrouble.Unreachable,
    };
}
