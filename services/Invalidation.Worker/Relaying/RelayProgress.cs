using CacheFleet.Caching.Postgres.Relaying;

namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>What the relay of this worker has come to, for those who watch it.</summary>
internal sealed class RelayProgress(TimeProvider clock)
{
    private const long Never = 0;

    private long _completeTo;
    private long _epoch;
    private long _heldBackSince;

    /// <summary>This worker's relay is the active one.</summary>
    public bool IsActive { get; set; }

    /// <summary>How often the relay has left out events.</summary>
    public long Epoch
    {
        get => Interlocked.Read(ref _epoch);
        set => Interlocked.Exchange(ref _epoch, value);
    }

    /// <summary>
    /// Whatever was committed before this, by the database's clock, has been confirmed by the broker.
    /// Null before it has delivered all there was even once.
    /// </summary>
    public DateTimeOffset? CompleteTo => Interlocked.Read(ref _completeTo) is > Never and var ticks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : null;

    /// <summary>For how long events have been waiting behind an open transaction.</summary>
    public TimeSpan HeldBackFor => Interlocked.Read(ref _heldBackSince) is > Never and var since
        ? TimeSpan.FromTicks(clock.GetUtcNow().UtcTicks - since)
        : TimeSpan.Zero;

    /// <summary>The batch has been confirmed.</summary>
    public void Delivered(OutboxBatch batch)
    {
        if (batch.CompleteTo is { } to)
            Interlocked.Exchange(ref _completeTo, to.UtcTicks);
        // Since the last delivery: where something moves, nothing is stalled.
        if (!batch.HeldBack || batch.Entries.Count > 0)
            Interlocked.Exchange(ref _heldBackSince, Never);
        if (batch.HeldBack)
            Interlocked.CompareExchange(ref _heldBackSince, clock.GetUtcNow().UtcTicks, Never);
    }
}
