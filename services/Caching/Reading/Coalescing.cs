using System.Runtime.CompilerServices;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>Single-flight: callers of one process that want one key share one read.</summary>
/// <remarks>
/// 1. Whoever finds no flight for the key starts one; whoever finds one boards it.
/// 2. One who leaves (its token fires) cancels nobody. The last one aboard who leaves cancels the read.
/// 3. A landed flight leaves the table before its result is handed out, so a result is never joined late.
/// 4. An invalidation takes the flight off the table: whoever comes after it starts anew, while those
///    aboard, who all asked before it, keep their flight.
/// 5. An error reaches everyone aboard and is kept for nobody else.
/// 6. Another process' invalidation is heard of a moment after its writer was answered, perhaps only when the reply of
///    our own look or fill is on its way. So where fills are guarded, who boarded a flight rides once more, on one that
///    took off after the caller had asked; mostly that is a hit. A dark store proves nothing either way.
/// After Go's x/sync/singleflight, with boarding and leaving added.
/// </remarks>
internal sealed class Coalescing<TKey, T>(IReader<TKey, T> inner, bool guarded = false)
    : IReader<TKey, T>, IForgetful<TKey>
    where TKey : notnull
{
    private readonly Aloft<TKey, T> _aloft = new();
    private readonly IGlancingReader<TKey, T>? _glancing = inner as IGlancingReader<TKey, T>;

    public ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation) =>
        BoardAsync(id, again: false, cancellation);

    /// <summary>
    /// Starts a flight that may well be over with one cheap look. Whoever took off owes it a landing, by
    /// <see cref="TryLand"/>, <see cref="FlyOnAsync"/> or <see cref="Crash"/>; until then its pilot cannot leave.
    /// </summary>
    /// <returns>False if somebody is aloft, or a cheap look would not do.</returns>
    public bool TryTakeOff(TKey id, out Glance<TKey, T> glance)
    {
        glance = default;
        if (_glancing is null || !_glancing.IsWorthAGlance(id, out var key)
            || _aloft.TryTakeAGlance(id) is not { } flight)
            return false;
        // On the table before the look: an invalidation in between takes it off again.
        glance = new Glance<TKey, T>(flight, key);
        return true;
    }

    public void Look(in Glance<TKey, T> glance, PendingGlance pending) => _glancing!.Glance(glance.Key, pending);

    /// <summary>Ends the flight if what was seen is an answer.</summary>
    public bool TryLand(in Glance<TKey, T> glance, in Sight seen, out Answer<T> answer)
    {
        if (!_glancing!.TryAnswer(seen, out answer))
            return false;
        _aloft.Remove(glance.Flight);
        glance.Flight.Land(answer);
        return true;
    }

    /// <summary>Goes on with a flight whose cheap look did not do.</summary>
    public ValueTask<Answer<T>> FlyOnAsync(
        in Glance<TKey, T> glance, SightKind seen, CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled)
            glance.Flight.LetPilotLeave();
        return StayAboardAsync(glance.Flight, FlyAsync(glance.Flight, glance.Key, seen), cancellation);
    }

    /// <summary>Ends a flight whose look threw.</summary>
    public void Crash(in Glance<TKey, T> glance, Exception error)
    {
        _aloft.Remove(glance.Flight);
        glance.Flight.Crash(error);
    }

    private ValueTask<Answer<T>> BoardAsync(TKey id, bool again, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        while (true)
        {
            if (_aloft.TryFind(id, out var flight))
            {
                if (flight.TryBoard())
                    return RideAsync(flight, again, cancellation);
                // Abandoned but not yet off the table: it would answer with its own cancellation.
                _aloft.Remove(flight);
            }
            var mine = new Flight<TKey, T>(id, cancellation.CanBeCanceled);
            if (_aloft.TryAdd(mine))
                return StayAboardAsync(mine, FlyAsync(mine), cancellation);
        }
    }

    public void Forget(TKey id, long version) => _aloft.Forget(id);

    private ValueTask<Answer<T>> StayAboardAsync(
        Flight<TKey, T> flight, ValueTask<Answer<T>> landing, CancellationToken cancellation) =>
        landing.IsCompleted || !cancellation.CanBeCanceled
            ? landing
            : StayAboardAsync(flight, landing.AsTask(), cancellation);

    private async ValueTask<Answer<T>> RideAsync(
        Flight<TKey, T> flight, bool again, CancellationToken cancellation)
    {
        var answer = await StayAboardAsync(flight, flight.Landing, cancellation);
        return again || !guarded || answer.Outcome == ReadOutcome.StoreDark
                ? answer.ForOneAboard()
                : await BoardAsync(flight.Id, again: true, cancellation);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer<T>> FlyAsync(
        Flight<TKey, T> flight, EntryKey key = default, SightKind? seen = null)
    {
        try
        {
            var answer = seen is { } kind
                ? await _glancing!.ReadOnAsync(flight.Id, key, kind, flight.Cancellation)
                : await inner.ReadAsync(flight.Id, flight.Cancellation);
            _aloft.Remove(flight);
            flight.Land(answer);
            return answer;
        }
        catch (Exception e)
        {
            _aloft.Remove(flight);
            flight.Crash(e);
            throw;
        }
    }

    private async ValueTask<Answer<T>> StayAboardAsync(
        Flight<TKey, T> flight, Task<Answer<T>> landing, CancellationToken cancellation)
    {
        try
        {
            return await landing.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Off the table first: nobody may board a flight that is about to be cancelled.
            if (flight.LeaveIsLast())
            {
                _aloft.Remove(flight);
                flight.Abandon();
            }
            Flight<TKey, T>.Observe(landing);
            throw;
        }
    }
}
