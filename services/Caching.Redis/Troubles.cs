using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>Makes a value of what the client throws.</summary>
internal static class Troubles
{
    /// <summary>Whether the store is in trouble, and not the caller or this code.</summary>
    public static bool Explains(Exception error) => error
        is RedisException
        or TimeoutException
        // Our patience has ended, or the connection was closed under the command.
        or OperationCanceledException
        or ObjectDisposedException;

    public static StoreTrouble Of(Exception error) => error switch
    {
        TimeoutException => StoreTrouble.TimedOut,
        OperationCanceledException { CancellationToken.IsCancellationRequested: true } =>
            StoreTrouble.TimedOut,
        RedisServerException => StoreTrouble.Refused,
        _ => StoreTrouble.Unreachable,
    };
}
