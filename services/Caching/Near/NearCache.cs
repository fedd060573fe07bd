using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CacheFleet.Caching.Near;

/// <summary>One family's L1: bounded by count and bytes, and never behind an invalidation it has heard.</summary>
/// <remarks>
/// <para>Reads take no lock and allocate nothing. Whatever changes it takes one lock, for O(1) amortised steps.</para>
/// <para>Guarantees, each against one way to keep a stale value for ever:
/// 1. a load that began before an invalidation does not fill in after it (its ticket is void): set after delete;
/// 2. a load that began after it but read something older does not either (the version is remembered): a replica
///    or a shared store that lags;
/// 3. an older version never takes the place of a newer one that is still alive: loads that overtake each other;
/// 4. nothing outlives its time to live, counted from before its load began.</para>
/// <para>The failure left is an invalidation that never arrives: <see cref="DistrustBefore"/> is for a feed that knows
/// that it lags, the time to live is the net.</para>
/// </remarks>
internal sealed class NearCache<TKey, TValue>
    where TKey : notnull
{
    private const int FewestStripes = 1_024;
    private const int MostStripes = 65_536;

    // Reads are lock-free and writes come one at a time: one bucket lock is enough.
    private readonly ConcurrentDictionary<TKey, NearEntry<TKey, TValue>> _entries = new(1, 31);
    private readonly Lock _gate = new();
    private readonly Sieve<TKey, TValue> _sieve = new();
    private readonly Stripes<TKey> _stripes;
    private readonly NearTombstones<TKey> _tombstones;
    private readonly NearOptions _options;
    private readonly NearClock _clock;
    private long _distrustBefore = long.MinValue;
    private long _bytes;

    public NearCache(NearOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, new NearClock(clock));
        _stripes = new(Math.Clamp(options.MaxEntries, FewestStripes, MostStripes));
        _tombstones = new(options.MaxTombstones, _stripes);
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _sieve.Count;
        }
    }

    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>Finds a value that may be answered.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_entries.TryGetValue(key, out var entry)
            && _clock.Now < entry.ExpiresAt
            && entry.LookedAt >= Volatile.Read(ref _distrustBefore))
        {
            entry.Visit();
            value = entry.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>To be taken before a load begins.</summary>
    public NearTicket TakeTicket(TKey key) => new(_stripes.GenerationOf(key), _clock.Now);

    /// <summary>Fills in what a load has brought.</summary>
    /// <param name="key">Whose value it is.</param>
    /// <param name="ticket">Taken before the load began.</param>
    /// <param name="value">The value.</param>
    /// <param name="version">Its row's version.</param>
    /// <param name="bytes">Its size, by the caller's reckoning.</param>
    /// <param name="timeToLive">How long it may be answered, from the ticket on.</param>
    public NearFill TryFill(TKey key, NearTicket ticket, TValue value, long version, long bytes,
        TimeSpan timeToLive)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var cost = bytes + NearEntry<TKey, TValue>.FixedCost;
        var expiresAt = _clock.After(ticket.TakenAt, timeToLive);
        var entry = new NearEntry<TKey, TValue>(
            key, value, version, ticket.TakenAt, expiresAt, cost);
        lock (_gate)
        {
            var now = _clock.Now;
            if (Refusal_NeedsLock(entry, ticket, now) is { } refusal)
                return refusal;
            // Whatever is there is older, or dead. It goes even if the new value then does not fit.
            if (_entries.TryGetValue(key, out var old))
                Remove_NeedsLock(old);
            if (cost > _options.MaxBytes)
                return NearFill.TooLarge;
            while (_sieve.Count >= _options.MaxEntries || _bytes + cost > _options.MaxBytes)
                Remove_NeedsLock(_sieve.NextVictim(now));
            Add_NeedsLock(entry);
            return NearFill.Stored;
        }
    }

    /// <summary>The row has this version now: whatever is older may not be answered any more.</summary>
    /// <returns>Whether an entry had to go.</returns>
    public bool Invalidate(TKey key, long version)
    {
        lock (_gate)
        {
            var now = _clock.Now;
            // An invalidation that is heard again (a hint, then the log) must not void new tickets.
            if (_tombstones.TryAdd(key, version, now, _clock.After(now, _options.TombstoneFor)))
                _stripes.Void(key);
            if (!_entries.TryGetValue(key, out var entry) || entry.Version >= version)
                return false;
            Remove_NeedsLock(entry);
            return true;
        }
    }

    /// <summary>Drops an entry whatever its version, and what is being loaded for it.</summary>
    public bool Drop(TKey key)
    {
        lock (_gate)
        {
            _stripes.Void(key);
            if (!_entries.TryGetValue(key, out var entry))
                return false;
            Remove_NeedsLock(entry);
            return true;
        }
    }

    /// <summary>Drops everything, and whatever is being loaded.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _stripes.VoidAll();
            while (_sieve.Count > 0)
                Remove_NeedsLock(_sieve.NextVictim(long.MaxValue));
        }
    }

    /// <summary>
    /// Stops answering what was looked for before this timestamp; an earlier one, down to
    /// <see cref="long.MinValue"/>, trusts it again. For a feed that lags: nothing is dropped, since a feed
    /// that has caught up has invalidated what it had to.
    /// </summary>
    public void DistrustBefore(long timestamp) =>
        Volatile.Write(ref _distrustBefore, _clock.At(timestamp));

    private NearFill? Refusal_NeedsLock(
        NearEntry<TKey, TValue> entry, NearTicket ticket, long now)
    {
        if (entry.ExpiresAt <= now)
            return NearFill.Expired;
        if (_stripes.GenerationOf(entry.Key) != ticket.Generation
            || _stripes.IsClosed(entry.Key, now))
            return NearFill.TicketVoid;
        if (_tombstones.Forbids(entry.Key, entry.Version, now))
            return NearFill.VersionOld;
        // One that has expired forbids nothing: the time to live is the net under the versions too.
        return _entries.TryGetValue(entry.Key, out var old)
            && IsNewer(old, entry) && now < old.ExpiresAt
            ? NearFill.VersionOld
            : null;
    }

    // Rows without versions, and one version read twice: the later look stands.
    private static bool IsNewer(NearEntry<TKey, TValue> one, NearEntry<TKey, TValue> other) =>
        one.Version > other.Version
        || (one.Version == other.Version && one.LookedAt > other.LookedAt);

    private void Add_NeedsLock(NearEntry<TKey, TValue> entry)
    {
        _entries[entry.Key] = entry;
        _sieve.Add(entry);
        _bytes += entry.Cost;
    }

    private void Remove_NeedsLock(NearEntry<TKey, TValue> entry)
    {
        _entries.TryRemove(entry.Key, out _);
        _sieve.Remove(entry);
        _bytes -= entry.Cost;
    }
}
