namespace NBomber.Engine.Timing;

/// <summary>Time since a phase began. All times of a run are offsets on this clock.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private long _start = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Once, before anything has looked at the clock: what the preparations took is not
    /// part of the phase.</summary>
    public void Restart() => _start = time.GetTimestamp();

    /// <summary>Waits for a point on the clock, not at all if it has passed. A stopped wait returns
    /// early instead of throwing: the caller asks its token anyway.</summary>
    public async Task UntilAsync(TimeSpan at, CancellationToken stopped)
    {
        // A timer counts whole milliseconds and may fire a little early, hence the loop.
        for (var left = at - Elapsed; left > TimeSpan.Zero; left = at - Elapsed)
        {
            if (stopped.IsCancellationRequested)
                return;
            var wholeMilliseconds = Math.Ceiling(left.TotalMilliseconds);
            await WaitAsync(TimeSpan.FromMilliseconds(wholeMilliseconds), stopped);
        }
    }

    /// <summary>Not Task.Delay: a cancelled one goes on later, on some thread of the pool, and on
    /// a clock that stands still "later" is never.</summary>
    private async Task WaitAsync(TimeSpan duration, CancellationToken stopped)
    {
        var over = new TaskCompletionSource();
        await using var timer = time.CreateTimer(
            _ => over.TrySetResult(), null, duration, Timeout.InfiniteTimeSpan);
        await using var stop = stopped.Register(() => over.TrySetResult());
        await over.Task;
    }
}
