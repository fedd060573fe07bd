using System.Runtime.CompilerServices;
using CacheFleet.Caching.Near;
using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Observing;

/// <summary>Counts what callers were told; the outermost part of every read.</summary>
/// <remarks>
/// A hit in the shared store goes through all the guards without an await (<see cref="GlancingRead"/>):
/// each costs some 200 ns and, since the next command is sent that much later, more in throughput.
/// </remarks>
/// <param name="inner">The guards below the L1.</param>
/// <param name="near">The L1 above them, if there is one: asked first, without a task.</param>
/// <param name="telemetry">The instruments.</param>
/// <param name="labels">Whose reads these are.</param>
internal sealed partial class ObservedReader<TKey, T>(
    IReader<TKey, T> inner, NearReader<TKey, T>? near, FleetTelemetry telemetry, Labels labels)
    : IReader<TKey, T>
    where TKey : notnull
{
    private readonly ReadCounts _counts = telemetry.CountReads(labels);
    private readonly Coalescing<TKey, T>? _flights = inner as Coalescing<TKey, T>;
    private readonly Shelf<GlancingRead> _glancing = new();

    public ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation) =>
        TryAnswer(id, out var answer)
            ? new ValueTask<Answer<T>>(answer)
            : near is null
                ? ReadPastNearAsync(id, cancellation)
                : ReadOnAsync(near, id, cancellation);

    /// <summary>A hit in memory, counted; without a task.</summary>
    public bool TryAnswer(TKey id, out Answer<T> answer)
    {
        answer = default;
        if (near is null || !near.TryAnswer(id, out answer))
            return false;
        _counts.Add(ReadEnd.NearHit);
        return true;
    }

    public ValueTask<Answer<T>> ReadPastNearAsync(TKey id, CancellationToken cancellation) =>
        _flights is null
            ? ReadOnAsync(inner, id, cancellation)
            : GlanceAsync(_flights, id, cancellation);

    private ValueTask<Answer<T>> GlanceAsync(
        Coalescing<TKey, T> flights, TKey id, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return ValueTask.FromCanceled<Answer<T>>(cancellation);
        return flights.TryTakeOff(id, out var glance)
            ? (_glancing.Take() ?? new GlancingRead(this, flights)).ReadAsync(glance, cancellation)
            : ReadOnAsync(inner, id, cancellation);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer<T>> ReadOnAsync(
        IReader<TKey, T> reader, TKey id, CancellationToken cancellation)
    {
        try
        {
            return Counted(await reader.ReadAsync(id, cancellation));
        }
        catch (Exception e) when (Count(e, cancellation))
        {
            throw;
        }
    }

    private Answer<T> Counted(Answer<T> answer)
    {
        _counts.Add(EndOf(answer));
        if (answer.Outcome == ReadOutcome.Stale)
            telemetry.Staleness.Record(answer.StaleFor.TotalSeconds, labels.Both);
        if (answer.Joined)
            telemetry.Coalesced.Add(1, labels.Both);
        else if (answer.Fill != FillOutcome.None)
            telemetry.Fills.Add(1, labels.Of(answer.Fill));
        return answer;
    }

    private static ReadEnd EndOf(in Answer<T> answer) => answer.Outcome switch
    {
        ReadOutcome.Hit when answer.Tier == Tier.Near => ReadEnd.NearHit,
        ReadOutcome.Hit => ReadEnd.SharedHit,
        ReadOutcome.Stale => ReadEnd.SharedStale,
        ReadOutcome.Miss => answer.Joined ? ReadEnd.Collapsed : ReadEnd.Miss,
        _ => ReadEnd.StoreDark,
    };

    // A filter that only counts: the caller's own cancellation is no failure of a read.
    private bool Count(Exception error, CancellationToken cancellation)
    {
        if (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
            _counts.Add(ReadEnd.Error);
        return false;
    }
}
