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

    /// <summary>Done when nothing is under way any more. Call it once nothing new can
    /// begin.</summary>
    public Task EmptyAsync()
    {
        lock (_gate)
        {
            _empty = new TaskCompletionSource();
            if (_count == 0)
                _empty.SetResult();
            return _empty.Task;
        }
    }
}
