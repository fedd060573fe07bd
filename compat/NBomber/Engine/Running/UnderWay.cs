namespace NBomber.Engine.Running;

/// <summary>Counts what has begun and not ended, and tells when that is nothing.</summary>
internal sealed class UnderWay
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _empty;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public bool TryEnter(int limit)
    {
        lock (_gate)
        {
            if (_count >= limit)
                return false;
            _count++;
            return true;
        }
    }

    public void Leave()
    {
        TaskCompletionSource? empty = null;
        lock (_gate)
        {
            if (--_count == 0)
                empty = _empty;
        }
        // Outside the lock: whoever waits goes on right here.
        empty?.TrySetResult();
    }

    /// <summary>Waits for nothing to be under way. Call it once nothing new can begin.</summary>
    /// <returns>False if patience ran out before.</returns>
    public async Task<bool> EmptyWithinAsync(TimeSpan patience, TimeProvider time)
    {
        var empty = new TaskCompletionSource();
        lock (_gate)
        {
            _empty = empty;
            if (_count == 0)
                empty.SetResult();
        }
        await using var timer = time.CreateTimer(
            _ => empty.TrySetResult(), null, patience, Timeout.InfiniteTimeSpan);
        await empty.Task;
        return Count == 0;
    }
}
