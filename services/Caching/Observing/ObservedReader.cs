using CacheFleet.Caching.Near;
using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Observing;

/// <summary>Counts what callers were told; the outermost part of every read.</summary>
/// <param name="inner">The guards.</param>
/// <param name="memory">The outermost of them if it is an L1: asked first, without a task.</param>
/// <param name="telemetry">The instruments.</param>
/// <param name="labels">Whose reads these are.</param>
internal sealed class ObservedReader<TKey, T>(
    IReader<TKey, T> inner, NearReader<TKey, T>? memory, FleetTelemetry telemetry, Labels labels)
    : IReader<TKey, T>
    where TKey : notnull
{
    private readonly ReadCounts _counts = telemetry.CountReads(labels);

    public ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation)
    {
        if (memory is null || !memory.TryAnswer(id, out var answer))
            return ReadOnAsync(id, cancellation);
        _counts.Add(ReadEnd.NearHit);
        return new ValueTask<Answer<T>>(answer);
    }

    private async ValueTask<Answer<T>> ReadOnAsync(TKey id, CancellationToken cancellation)
    {
        try
        {
            var answer = await inner.ReadAsync(id, cancellation);
            Count(answer);
            return answer;
        }
        catch (Exception e) when (Count(e, cancellation))
        {
            throw;
        }
    }

    private void Count(in Answer<T> answer)
    {
        _counts.Add(EndOf(answer));
        if (answer.Outcome == ReadOutcome.Stale)
            telemetry.Staleness.Record(answer.StaleFor.TotalSeconds, labels.Both);
        if (answer.Joined)
            telemetry.Coalesced.Add(1, labels.Both);
        else if (answer.Fill != FillOutcome.None)
            telemetry.Fills.Add(1, labels.Of(answer.Fill));
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
