namespace CacheFleet.Caching;

/// <summary>What keeps a late fill from overwriting the news of a change.</summary>
public enum FillGuard
{
    /// <summary>Nothing: look, load, fill. What the other guards are measured against.</summary>
    None,

    /// <summary>A lease: one loader in the whole fleet; an invalidation voids it.</summary>
    Lease,

    /// <summary>A ticket that an invalidation voids, and versions; any number may load at once.</summary>
    Version,

    /// <summary>A fenced lock around the load, for comparison with leases.</summary>
    Lock,
}

/// <summary>How the entries of a family are read and kept. Bad values are refused where set.</summary>
public sealed record EntryPolicy
{
    private const double MostJitter = 0.9;
    private readonly WriteStrategy? _writes;

    /// <summary>Its name: part of every key, of metrics and of the lab's header.</summary>
    public required PolicyName Name { get; init; }

    /// <summary>The hard time to live in the shared store.</summary>
    public required Ttl TimeToLive { get; init; }

    /// <summary>The soft one: after it the entry is due for a refresh. As the hard one by default.</summary>
    public Ttl FreshFor
    {
        get => field == default ? TimeToLive : field;
        init => field = value;
    }

    /// <summary>What guards a fill.</summary>
    public FillGuard Guard { get; init; }

    /// <summary>What a write does to an entry; unless said, as the guard allows.</summary>
    public WriteStrategy Writes
    {
        get => _writes ?? (Guard == FillGuard.None ? WriteStrategy.Delete : WriteStrategy.Invalidate);
        init => _writes = value;
    }

    /// <summary>How long after a commit the second of two deletes comes: longer than any load takes.</summary>
    public Ttl SecondDeleteAfter { get; init; } = Ttl.Seconds(1);

    /// <summary>Whether callers of one process that miss the same key share one load.</summary>
    public bool SingleFlight { get; init; }

    /// <summary>How eagerly entries are recomputed before they expire (XFetch); 0 is never, 1 usual.</summary>
    public double Beta { get; init => field = Within(value, 0, 100, nameof(Beta)); }

    /// <summary>By up to which share TTLs are shortened at random, so that a batch does not expire at once.</summary>
    public double Jitter { get; init => field = Within(value, 0, MostJitter, nameof(Jitter)); }

    /// <summary>Whether callers are answered with a stale entry while one refreshes it.</summary>
    public bool StaleWhileRefreshing { get; init; }

    /// <summary>Whether a stale entry is the answer when its refresh fails, up to the hard TTL.</summary>
    public bool StaleOnError { get; init; }

    /// <summary>How long "there is no such row" is remembered; null: not at all.</summary>
    public Ttl? AbsentFor { get; init; }

    /// <summary>How long one loader has the entry to itself: longer than a load takes.</summary>
    public Ttl LeaseFor { get; init; } = Ttl.Seconds(2);

    /// <summary>How often a caller looks again while somebody else loads, before it loads by itself.</summary>
    public int LooksWhileBusy
    {
        get;
        init => field = AtLeastOne(value, nameof(LooksWhileBusy));
    } = 100;

    /// <summary>The longest rest between two such looks, should the wake-up be lost.</summary>
    public Ttl RestWhileBusy { get; init; } = Ttl.Seconds(0.1);

    /// <summary>How many refreshes may run in the background of this process.</summary>
    public int BackgroundRefreshes
    {
        get;
        init => field = AtLeastOne(value, nameof(BackgroundRefreshes));
    } = 32;

    /// <summary>How many loads may run at once in this process while the store is dark.</summary>
    public int LoadsWhileDark { get; init => field = AtLeastOne(value, nameof(LoadsWhileDark)); } = 16;

    /// <summary>How many callers may wait for such a load; the next one is refused.</summary>
    public int WaitersWhileDark
    {
        get;
        init => field = AtLeastOne(value, nameof(WaitersWhileDark));
    } = 4096;

    /// <summary>Keeps entries in this process too (L1); null: not.</summary>
    public NearOptions? Near { get; init; }

    /// <summary>Encoded values above this size are answered but not stored.</summary>
    public int MaxPayloadBytes
    {
        get;
        init => field = AtLeastOne(value, nameof(MaxPayloadBytes));
    } = 1 << 20;

    /// <summary>Look, load, fill, without any guard.</summary>
    public static EntryPolicy Baseline(Ttl timeToLive) =>
        new() { Name = PolicyName.Baseline, TimeToLive = timeToLive };

    /// <summary>One load per key in each process.</summary>
    public static EntryPolicy SingleFlightOf(Ttl timeToLive) => new()
    {
        Name = PolicyName.SingleFlight,
        TimeToLive = timeToLive,
        SingleFlight = true,
    };

    internal void RefuseContradictions(FamilyName family)
    {
        if (FreshFor.Span > TimeToLive.Span)
            throw Contradiction(family, $"{nameof(FreshFor)} {FreshFor}", $"at most {TimeToLive}");
        if ((StaleWhileRefreshing || StaleOnError) && Guard != FillGuard.Lease)
        {
            throw Contradiction(family, $"stale answers with {nameof(Guard)} {Guard}",
                $"{nameof(Guard)} {FillGuard.Lease}, which says who refreshes");
        }
        if (Guard == FillGuard.None && Writes is not (WriteStrategy.Delete or WriteStrategy.DoubleDelete))
        {
            throw Contradiction(family, $"{nameof(Writes)} {Writes} with {nameof(Guard)} {Guard}",
                "a guard: a late fill would overwrite what the write has left");
        }
        if (Near is not null && Guard == FillGuard.None)
        {
            throw Contradiction(family, $"{nameof(Near)} with {nameof(Guard)} {Guard}",
                "a guard: an L1 above an unguarded store would keep what is stale there");
        }
        if (Near?.TimeToLive is { } near && near.Span > FreshFor.Span)
        {
            throw Contradiction(family, $"{nameof(Near)}.{nameof(NearOptions.TimeToLive)} {near}",
                $"at most {nameof(FreshFor)} {FreshFor}");
        }
    }

    private ArgumentException Contradiction(FamilyName family, string has, string needs) =>
        new($"Policy '{Name}' of family '{family}' has {has}: it needs {needs}.");

    private static int AtLeastOne(int value, string knob) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(knob, value, $"{knob} is at least 1.");

    private static double Within(double value, double least, double most, string knob) =>
        value >= least && value <= most
            ? value
            : throw new ArgumentOutOfRangeException(
                knob, value, $"{knob} is between {least} and {most}.");
}
