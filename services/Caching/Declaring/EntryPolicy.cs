namespace CacheFleet.Caching;

/// <summary>How the entries of a family are read and kept. Bad values are refused where set.</summary>
public sealed record EntryPolicy
{
    /// <summary>Its name: part of every key, of metrics and of the lab's header.</summary>
    public required PolicyName Name { get; init; }

    /// <summary>The hard time to live in the shared store.</summary>
    public required Ttl TimeToLive { get; init; }

    /// <summary>Whether callers of one process that miss the same key share one load.</summary>
    public bool SingleFlight { get; init; }

    /// <summary>How many loads may run at once in this process while the store is dark.</summary>
    public int LoadsWhileDark { get; init => field = AtLeastOne(value, nameof(LoadsWhileDark)); } = 16;

    /// <summary>How many callers may wait for such a load; the next one is refused.</summary>
    public int WaitersWhileDark
    {
        get;
        init => field = AtLeastOne(value, nameof(WaitersWhileDark));
    } = 4096;

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

    private static int AtLeastOne(int value, string knob) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(knob, value, $"{knob} is at least 1.");
}
