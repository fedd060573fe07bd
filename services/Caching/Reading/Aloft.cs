using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CacheFleet.Caching.Reading;

/// <summary>The flights of one process: at most one that can be boarded for a key.</summary>
/// <remarks>
/// Nearly every flight is a glance that is over in a moment, with its pilot alone. Those stand in slots by hash and
/// cost two interlocked steps; a dictionary's locks would be held by one caller or the other on every hit. A glance
/// whose slot is taken by another key flies all the same, and nobody can board it.
/// </remarks>
internal sealed class Aloft<TKey, T>
    where TKey : notnull
{
    private const int SlotBits = 10;

    // More locks than processors: callers of different keys should not meet in one.
    private readonly ConcurrentDictionary<TKey, Flight<TKey, T>> _flights = new(concurrencyLevel: 64, capacity: 1024);
    private readonly Flight<TKey, T>?[] _glances = new Flight<TKey, T>?[1 << SlotBits];

    // How many are in the dictionary or on their way into it. Mostly none: a hit need not look there then.
    private int _others;

    public bool TryFind(TKey id, [NotNullWhen(true)] out Flight<TKey, T>? flight)
    {
        if (TryFindOther(id, out flight))
            return true;
        flight = Volatile.Read(ref SlotOf(id));
        return flight is not null && IsOf(flight, id);
    }

    /// <summary>False if another flight for its key is there, other than a glance.</summary>
    public bool TryAdd(Flight<TKey, T> flight)
    {
        Interlocked.Increment(ref _others);
        if (_flights.TryAdd(flight.Id, flight))
            return true;
        Interlocked.Decrement(ref _others);
        return false;
    }

    /// <summary>Null if somebody is aloft for the key already.</summary>
    public Flight<TKey, T>? TryTakeAGlance(TKey id)
    {
        if (TryFindOther(id, out _))
            return null;
        var flight = new Flight<TKey, T>(id, pilotMayLeave: false) { IsGlance = true };
        var there = Interlocked.CompareExchange(ref SlotOf(id), flight, null);
        return there is not null && IsOf(there, id) ? null : flight;
    }

    /// <summary>Only this very flight: by now another one may be aloft for the key.</summary>
    public void Remove(Flight<TKey, T> flight)
    {
        if (flight.IsGlance)
            Interlocked.CompareExchange(ref SlotOf(flight.Id), null, flight);
        else if (_flights.TryRemove(new(flight.Id, flight)))
            Interlocked.Decrement(ref _others);
    }

    /// <summary>Whoever comes after this starts anew.</summary>
    public void Forget(TKey id)
    {
        if (_flights.TryRemove(id, out _))
            Interlocked.Decrement(ref _others);
        if (Volatile.Read(ref SlotOf(id)) is { } glance && IsOf(glance, id))
            Remove(glance);
    }

    private bool TryFindOther(TKey id, [NotNullWhen(true)] out Flight<TKey, T>? flight)
    {
        flight = null;
        return Volatile.Read(ref _others) != 0 && _flights.TryGetValue(id, out flight);
    }

    private static bool IsOf(Flight<TKey, T> flight, TKey id) =>
        EqualityComparer<TKey>.Default.Equals(flight.Id, id);

    private ref Flight<TKey, T>? SlotOf(TKey id) => ref _glances[Hashing.Of(id) >> (32 - SlotBits)];
}
