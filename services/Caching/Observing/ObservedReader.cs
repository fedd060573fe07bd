using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Observing;

/// <summary>Counts what callers were told; the outermost part of every read.</summary>
internal sealed class ObservedReader<TKey, T>(
    IReader<TKey, T> inner, FleetTelemetry telemetry, Labels labels) : IReader<TKey, T>
{
    public async ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation)
    {
        try
        {
            var answer = await inner.ReadAsync(id, cancellation);
            telemetry.Reads.Add(1, labels.Of(answer.Outcome, answer.Joined));
            if (answer.Outcome == ReadOutcome.Stale)
                telemetry.Staleness.Record(answer.StaleFor.TotalSeconds, labels.Both);
            if (answer.Joined)
                telemetry.Coalesced.Add(1, labels.Both);
            else if (answer.Fill != FillOutcome.None)
                telemetry.Fills.Add(1, labels.Of(answer.Fill));
            return answer;
        }
        catch (Exception e) when (Count(e, cancellation))
        {
            throw;
        }
    }

    // A filter that only counts: the caller's own cancellation is no failure of a read.
    private bool Count(Exception error, CancellationToken cancellation)
    {
        if (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
            telemetry.Reads.Add(1, labels.Failed);
        return false;
    }
}
