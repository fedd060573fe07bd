using CacheFleet.Caching.Invalidating;

namespace CacheFleet.Invalidation.Worker.Observing.Consistency;

/// <summary>
/// Changes on their way to the moments at which they are looked for, gathered by the second: of
/// each entry the newest. Not for two threads at a time.
/// </summary>
internal sealed class WatchedChanges(IReadOnlyList<TimeSpan> windows, int mostPerSecond)
{
    private readonly Queue<Bucket>[] _waiting = [.. windows.Select(_ => new Queue<Bucket>())];
    private Dictionary<string, EntityChanged> _now = [];

    /// <summary>
    /// How many changes were let go, because there were more than can be looked for.
    /// </summary>
    public long LeftOut { get; private set; }

    public void Add(EntityChanged change)
    {
        if (_now.TryGetValue(change.Subject, out var known))
        {
            if (known.Version < change.Version)
                _now[change.Subject] = change;
        }
        else if (_now.Count < mostPerSecond)
            _now[change.Subject] = change;
        else
            LeftOut++;
    }

    /// <summary>Ends a second's gathering.</summary>
    public void Close(DateTimeOffset at)
    {
        if (_now.Count == 0)
            return;
        var bucket = new Bucket(at, [.. _now.Values]);
        foreach (var queue in _waiting)
            queue.Enqueue(bucket);
        _now = [];
    }

    /// <summary>What is to be looked for now, and after how long a time.</summary>
    public IEnumerable<(TimeSpan Window, IReadOnlyList<EntityChanged> Changes)> TakeDue(DateTimeOffset now)
    {
        for (var window = 0; window < windows.Count; window++)
        {
            while (_waiting[window].TryPeek(out var bucket) && bucket.At + windows[window] <= now)
                yield return (windows[window], _waiting[window].Dequeue().Changes);
        }
    }

    private sealed record Bucket(DateTimeOffset At, IReadOnlyList<EntityChanged> Changes);
}
