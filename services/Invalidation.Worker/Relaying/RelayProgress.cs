namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>How far the relay has delivered without a gap, by the database's clock.</summary>
internal sealed class RelayProgress
{
    private long _ticks;

    /// <summary>Null before it has delivered all there was even once.</summary>
    public DateTimeOffset? CompleteTo => Interlocked.Read(ref _ticks) is > 0 and var ticks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : null;

    /// <summary>Whatever was committed before this has been confirmed by the broker.</summary>
    public void IsComplete(DateTimeOffset to) => Interlocked.Exchange(ref _ticks, to.UtcTicks);
}
