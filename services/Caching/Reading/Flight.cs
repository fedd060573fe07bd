namespace CacheFleet.Caching.Reading;

/// <summary>One read that several callers wait for. It knows who is aboard, not what is read.</summary>
internal sealed class Flight<T>
{
    private readonly CancellationTokenSource _cancel = new();

    // Passengers go on each on a thread of its own, not one after the other on the pilot's.
    private readonly TaskCompletionSource<Answer<T>> _landing =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _aboard = 1;

    public CancellationToken Cancellation => _cancel.Token;

    public Task<Answer<T>> Landing => _landing.Task;

    /// <summary>Boards, unless everyone has left: an abandoned flight carries nobody any more.</summary>
    public bool TryBoard()
    {
        var aboard = Volatile.Read(ref _aboard);
        while (aboard > 0)
        {
            var seen = Interlocked.CompareExchange(ref _aboard, aboard + 1, aboard);
            if (seen == aboard)
                return true;
            aboard = seen;
        }
        return false;
    }

    public bool LeaveIsLast() => Interlocked.Decrement(ref _aboard) == 0;

    public void Land(Answer<T> answer) => _landing.TrySetResult(answer);

    public void Crash(Exception error)
    {
        _landing.TrySetException(error);
        Observe(_landing.Task);
    }

    public void Abandon() => _cancel.Cancel();

    /// <summary>Nobody may be left to look at an error: that is no unobserved one.</summary>
    public static void Observe(Task task) => _ = task.ContinueWith(
        static t => _ = t.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
