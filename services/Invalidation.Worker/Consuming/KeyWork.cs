using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Consuming;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>
/// One key's events that have not been applied yet. Its newest version says all that the older ones would have.
/// </summary>
internal sealed class KeyWork(string subject)
{
    public string Subject { get; } = subject;

    public List<ReceivedEvent> Events { get; } = [];

    /// <summary>Null for a message that says nothing of any key.</summary>
    public EntityChanged? Newest { get; private set; }

    /// <summary>Commit times of the events that have one.</summary>
    public List<DateTimeOffset> Committed { get; } = [];

    /// <summary>How often it was tried and failed.</summary>
    public int Tries { get; set; }

    /// <summary>
    /// How often of these the store took other keys, or a probe: only then is it this key's own fault.
    /// </summary>
    public int OwnFaults { get; set; }

    /// <summary>Why no further try would help; null while one may.</summary>
    public Verdict? Verdict { get; set; }

    public void Add(ReceivedEvent received, EntityChanged change)
    {
        Events.Add(received);
        if (change.CommittedAt is { } committed)
            Committed.Add(committed);
        if (Newest is null || change.Version > Newest.Version)
            Newest = change;
    }

    /// <summary>Joins what came while this was on its way.</summary>
    public void Join(KeyWork other)
    {
        Events.AddRange(other.Events);
        Committed.AddRange(other.Committed);
        if (other.Newest is { } newest && (Newest is null || newest.Version > Newest.Version))
            Newest = newest;
        Tries = Math.Max(Tries, other.Tries);
        OwnFaults = Math.Max(OwnFaults, other.OwnFaults);
    }

    public static KeyWork Hopeless(ReceivedEvent received, Verdict verdict)
    {
        var work = new KeyWork(received.At.ToString()) { Verdict = verdict };
        work.Events.Add(received);
        return work;
    }
}

/// <summary>Why a message is a dead letter.</summary>
internal sealed record Verdict(string Reason, string Cause, string? Stack = null);
