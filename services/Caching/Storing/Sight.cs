namespace CacheFleet.Caching.Storing;

/// <summary>What a look at the shared store can find.</summary>
public enum SightKind
{
    /// <summary>The store did not answer. Not the same as finding nothing.</summary>
    Dark,

    /// <summary>There is no entry; the lease, if one was asked for, is ours.</summary>
    Absent,

    /// <summary>There is an entry, and it may be answered.</summary>
    Fresh,

    /// <summary>There is an entry past its soft TTL or drawn early; the lease may be ours.</summary>
    Stale,

    /// <summary>There is no entry, and somebody else has the lease.</summary>
    Busy,
}

/// <summary>What one look found: one value, one switch, no flags beside it.</summary>
public readonly record struct Sight
{
    /// <summary>Which of the cases.</summary>
    public SightKind Kind { get; private init; }

    /// <summary>The entry, if <see cref="SightKind.Fresh"/> or <see cref="SightKind.Stale"/>.</summary>
    public StoredEntry Entry { get; private init; }

    /// <summary>The lease, if it is ours.</summary>
    public Lease? Lease { get; private init; }

    /// <summary>How long somebody else's lease still lasts.</summary>
    public TimeSpan BusyFor { get; private init; }

    /// <summary>The store's own time of the look, in Unix milliseconds; 0 for a look without terms.</summary>
    public long StoreTime { get; private init; }

    /// <summary>Why the store did not answer, if <see cref="SightKind.Dark"/>.</summary>
    public StoreTrouble Trouble { get; private init; }

    /// <summary>Nothing there.</summary>
    public static Sight Absent => new() { Kind = SightKind.Absent };

    /// <summary>An entry that may be answered.</summary>
    public static Sight Fresh(StoredEntry entry, long storeTime = 0) =>
        new() { Kind = SightKind.Fresh, Entry = entry, StoreTime = storeTime };

    /// <summary>No answer.</summary>
    public static Sight Dark(StoreTrouble trouble) =>
        new() { Kind = SightKind.Dark, Trouble = trouble };

    /// <summary>Nothing there, and the lease is ours.</summary>
    public static Sight AbsentUnder(Lease lease, long storeTime) =>
        new() { Kind = SightKind.Absent, Lease = lease, StoreTime = storeTime };

    /// <summary>An entry that is due; with a lease, it is for us to refresh it.</summary>
    public static Sight Stale(
        StoredEntry entry, Lease? lease, TimeSpan busyFor, long storeTime) => new()
        {
            Kind = SightKind.Stale,
            Entry = entry,
            Lease = lease,
            BusyFor = busyFor,
            StoreTime = storeTime,
        };

    /// <summary>Somebody else is loading it.</summary>
    public static Sight Busy(TimeSpan busyFor, long storeTime) =>
        new() { Kind = SightKind.Busy, BusyFor = busyFor, StoreTime = storeTime };
}
