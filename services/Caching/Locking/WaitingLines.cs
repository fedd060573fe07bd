namespace CacheFleet.Caching.Locking;

/// <summary>
/// Lines up this process's callers per lock, first come first served. Only the head of a line looks at the
/// store, so that a release wakes one caller per process and not a thousand.
/// </summary>
internal sealed class WaitingLines(int longest)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LockKey, Line> _lines = [];

    /// <summary>The number of locks that somebody holds a place for.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _lines.Count;
        }
    }

    /// <summary>Waits to become the head. Null, at once, if the line is full.</summary>
    public async ValueTask<Head?> TryEnterAsync(LockKey key, CancellationToken cancellationToken)
    {
        if (TryJoin(key) is not { } line)
            return null;
        try
        {
            await line.Turn.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(key, line);
            throw;
        }

        return new Head(this, key, line);
    }

    /// <summary>Wakes the head of the lock's line, if there is one.</summary>
    public void Wake(LockKey key)
    {
        lock (_gate)
            if (_lines.TryGetValue(key, out var line))
                line.Woken?.TrySetResult();
    }

    private Line? TryJoin(LockKey key)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(key, out var line))
                _lines.Add(key, line = new Line());
            if (line.Members >= longest)
                return null;
            line.Members++;
            return line;
        }
    }

    private void Leave(LockKey key, Line line)
    {
        lock (_gate)
            if (--line.Members == 0)
                _lines.Remove(key);
    }

    /// <summary>The right to look at the store; disposing it lets the next one come up.</summary>
    public sealed class Head(WaitingLines lines, LockKey key, Line line) : IDisposable
    {
        /// <summary>Ends at the next wake-up from now on.</summary>
        public Task Arm()
        {
            var woken = new TaskCompletionSource(
                TaskCreationOptions.RunContinuationsAsynchronously);
            lock (lines._gate)
                line.Woken = woken;
            return woken.Task;
        }

        public void Dispose()
        {
            lock (lines._gate)
                line.Woken = null;
            line.Turn.Release();
            lines.Leave(key, line);
        }
    }

    /// <summary>Those who want one lock; guarded by the lines' gate but for its turn.</summary>
    public sealed class Line
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Members { get; set; }

        public TaskCompletionSource? Woken { get; set; }
    }
}
