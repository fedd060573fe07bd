using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Consuming;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>
/// Where keys wait for their next try, each by its own jittered rest, while others go on. Further events of a key that
/// waits join it: nothing of one key overtakes anything else of it.
/// </summary>
internal sealed class WaitingRoom(TimeProvider clock, Random random)
{
    private readonly Dictionary<string, KeyWork> _waiting = [];
    private readonly PriorityQueue<KeyWork, long> _due = new();

    /// <summary>How many events wait.</summary>
    public int Events { get; private set; }

    /// <summary>How many keys wait.</summary>
    public int Keys => _waiting.Count;

    /// <summary>When the next one is due; null if none waits.</summary>
    public TimeSpan? NextIn => _due.TryPeek(out _, out var due)
        ? TimeSpan.FromMilliseconds(Math.Max(0, due - Now))
        : null;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds an event: at once due if its key does not wait already.</summary>
    public void Add(ReceivedEvent received, EntityChanged change)
    {
        if (!_waiting.TryGetValue(change.Subject, out var work))
            Enqueue(work = new KeyWork(change.Subject), Now);
        work.Add(received, change);
        Events++;
    }

    /// <summary>Lets a key wait for its next try, longer each time.</summary>
    public void PutBack(KeyWork work)
    {
        var rest = Backoff.After(work.Tries, random);
        work.Tries++;
        // Events of the key may have come while it was tried.
        if (_waiting.TryGetValue(work.Subject, out var later))
            later.Join(work);
        else
            Enqueue(work, Now + (long)rest.TotalMilliseconds);
        Events += work.Events.Count;
    }

    /// <summary>Takes those whose rest is over.</summary>
    public IReadOnlyList<KeyWork> TakeDue(int limit)
    {
        var due = new List<KeyWork>();
        while (due.Count < limit && _due.TryPeek(out var work, out var at) && at <= Now)
        {
            _due.Dequeue();
            _waiting.Remove(work.Subject);
            Events -= work.Events.Count;
            due.Add(work);
        }

        return due;
    }

    /// <summary>The store is back: nobody need wait any longer.</summary>
    public void WakeAll()
    {
        _due.Clear();
        foreach (var work in _waiting.Values)
            _due.Enqueue(work, Now);
    }

    private void Enqueue(KeyWork work, long due)
    {
        _waiting[work.Subject] = work;
        _due.Enqueue(work, due);
    }
}
