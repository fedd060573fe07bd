using CacheFleet.Caching.Invalidating;

namespace CacheFleet.Caching.Kafka.Following;

/// <summary>Decides from the relay's marks whether this process's memory may be trusted.</summary>
/// <remarks>
/// The watermark is the oldest of the partitions' last marks: every change committed before it has been
/// applied here. If it is further behind the clock than the bound (no events come, old ones come, the relay
/// is dead), nothing is answered from memory. Trust comes back only when the watermark has passed the last
/// moment at which it was found behind: whatever changed while this replica was deaf has been applied by
/// then, so its first answer from memory is right. The clocks of database and replica must agree to well
/// within the bound.
/// </remarks>
public sealed class FeedTrust
{
    private readonly IInvalidationSink _sink;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _bound;
    private readonly Func<bool> _vetoed;
    private DateTimeOffset?[] _marks = [];
    private DateTimeOffset _behindAt = DateTimeOffset.MaxValue;
    private long _seatedAt;

    /// <summary>Begins without trust.</summary>
    /// <param name="sink">The memory.</param>
    /// <param name="clock">The time.</param>
    /// <param name="bound">How far the watermark may be behind it.</param>
    /// <param name="vetoed">Asked at every look: whether somebody else knows that changes are missing.</param>
    public FeedTrust(IInvalidationSink sink, TimeProvider clock, TimeSpan bound, Func<bool>? vetoed = null)
    {
        _vetoed = vetoed ?? (() => false);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bound, TimeSpan.Zero);
        (_sink, _clock, _bound) = (sink, clock, bound);
        Distrust();
    }

    /// <summary>Whether memory may answer.</summary>
    public bool IsTrusted { get; private set; }

    /// <summary>Every change committed before this has been applied; null before every partition has said so.</summary>
    public DateTimeOffset? Watermark => _marks.Length == 0 || Array.Exists(_marks, mark => mark is null)
        ? null
        : _marks.Min();

    /// <summary>
    /// The feed begins, or begins anew after a gap, at the end of so many partitions. What was looked up
    /// before is never trusted again: the events about it may be in the gap.
    /// </summary>
    /// <param name="partitions">How many.</param>
    /// <param name="timestamp">Of the clock, from before the ends were asked for.</param>
    public void Seat(int partitions, long timestamp)
    {
        _marks = new DateTimeOffset?[partitions];
        _seatedAt = timestamp;
        Look();
    }

    /// <summary>A mark has come in a partition, and all events before it have been applied.</summary>
    public void Take(int partition, DateTimeOffset publishedTo)
    {
        // An older one after a newer one: two relays around a handover.
        if (_marks[partition] is not { } known || known < publishedTo)
            _marks[partition] = publishedTo;
    }

    /// <summary>Looks at the clock; to be called often, whether messages come or not.</summary>
    public void Look()
    {
        var now = _clock.GetUtcNow();
        if (_vetoed() || Watermark is not { } watermark || now - watermark > _bound)
        {
            _behindAt = now;
            if (IsTrusted)
                Distrust();
        }
        else if (!IsTrusted && watermark >= _behindAt)
        {
            IsTrusted = true;
            _sink.DistrustBefore(_seatedAt);
        }
    }

    private void Distrust()
    {
        IsTrusted = false;
        _sink.DistrustBefore(long.MaxValue);
    }
}
