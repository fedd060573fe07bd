namespace CacheFleet.Caching.Reading;

/// <summary>One read that several callers wait for. It knows who is aboard, not what is read.</summary>
/// <param name="id">Whose entry is read.</param>
/// <param name="pilotMayLeave">Whether it can be abandoned: its first caller stays to the end otherwise.</param>
internal sealed class Flight<TKey, T>(TKey id, bool pilotMayLeave)
{
    private CancellationTokenSource? _cancel = pilotMayLeave ? new() : null;

    // Made by whoever boards: most flights carry their pilot alone, who has the answer from the read itself.
    private TaskCompletionSource<Answer<T>>? _landing;

    private int _aboard = 1;
    private bool _hadPassengers;

    public TKey Id => id;

    /// <summary>It began with a cheap look, which nearly always ends it.</summary>
    public bool IsGlance { get; init; }

    public CancellationToken Cancellation => _cancel?.Token ?? default;

    public Task<Answer<T>> Landing => LandingSource.Task;

    /// <summary>Boards, unless everyone has left: an abandoned flight carries nobody any more.</summary>
    public bool TryBoard()
    {
        Volatile.Write(ref _hadPassengers, true);
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

    /// <summary>From now on it can be abandoned; before its first caller may leave.</summary>
    public void LetPilotLeave() => _cancel = new();

    public bool LeaveIsLast() => Interlocked.Decrement(ref _aboard) == 0;

    public void Land(Answer<T> answer)
    {
        if (!IsPilotAlone())
            LandingSource.TrySetResult(answer);
    }

    public void Crash(Exception error)
    {
        if (IsPilotAlone())
            return;
        LandingSource.TrySetException(error);
        Observe(Landing);
    }

    public void Abandon() => _cancel?.Cancel();

    /// <summary>Nobody may be left to look at an error: that is no unobserved one.</summary>
    public static void Observe(Task task) => _ = task.ContinueWith(
        static t => _ = t.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    // Then there is nobody to tell, and whoever comes now is too late to board. One aboard may also be a passenger
    // whose pilot has left: a passenger says that it comes before it boards.
    private bool IsPilotAlone() =>
        Interlocked.CompareExchange(ref _aboard, 0, 1) == 1 && !Volatile.Read(ref _hadPassengers);

    // Passengers go on each on a thread of its own, not one after the other on the pilot's.
    private TaskCompletionSource<Answer<T>> LandingSource =>
        Volatile.Read(ref _landing)
        ?? Interlocked.CompareExchange(ref _landing,
            new(TaskCreationOptions.RunContinuationsAsynchronously), null)
        ?? _landing;
}
