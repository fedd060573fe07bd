using System.Collections.Concurrent;

namespace CacheFleet.LoadTests.Histories;

/// <summary>
/// The clients of an open load by number: each does one thing after another, so that there are as
/// many as are busy at once.
/// </summary>
public sealed class ClientNumbers
{
    private readonly ConcurrentBag<int> _idle = [];
    private int _count;

    /// <summary>Does the work as one client that nobody else is meanwhile.</summary>
    public async Task<T> AsOneAsync<T>(Func<int, Task<T>> work)
    {
        if (!_idle.TryTake(out var client)) client = Interlocked.Increment(ref _count);
        try
        {
            return await work(client);
        }
        finally
        {
            _idle.Add(client);
        }
    }
}
