using CacheFleet.Caching;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Interleavings.Tests;

/// <summary>What a writer does after its commit.</summary>
internal enum WriteKind
{
    /// <summary>Invalidates with the commit's version; under an unguarded policy this is a delete.</summary>
    Invalidate,

    /// <summary>Invalidates without knowing the version.</summary>
    InvalidateBlindly,

    /// <summary>Writes the committed row through.</summary>
    WriteThrough,
}

/// <summary>What may go wrong between any two steps.</summary>
[Flags]
internal enum Mishaps
{
    None = 0,

    /// <summary>Time passes until the lease has ended: its holder was paused.</summary>
    LeaseEnds = 1,

    /// <summary>Time passes until the soft TTL of the entry is over.</summary>
    EntryIsDue = 2,

    /// <summary>Time passes until the entry's hard TTL is over.</summary>
    EntryExpires = 4,

    /// <summary>Time passes until the entry's tombstone and fence are forgotten too.</summary>
    RecordExpires = 8,

    /// <summary>The store evicts the entry with all that it knows of it.</summary>
    Eviction = 16,

    /// <summary>The store restarts empty, and a call on its way to it may get lost.</summary>
    StoreLost = 32,

    /// <summary>A call to the store fails before it or after it has happened.</summary>
    CallFails = 64,

    /// <summary>The process of a reader dies in the middle of its read.</summary>
    ReaderDies = 128,

    /// <summary>A writer dies between its commit and its invalidation; the log still tells.</summary>
    WriterDies = 256,

    /// <summary>A load fails.</summary>
    LoadFails = 512,

    /// <summary>The rest of those who wait for a lease ends before there is news.</summary>
    RestEnds = 1024,

    /// <summary>What issue and design name: expiry, crash, pause, eviction, loss.</summary>
    Usual = LeaseEnds | EntryExpires | RecordExpires | Eviction | StoreLost | ReaderDies,

    All = 2047,
}

/// <summary>Who does what, how, and what may go wrong meanwhile.</summary>
internal sealed record Scenario(string Name, EntryPolicy Policy)
{
    public int Readers { get; init; } = 2;

    public int ReadsEach { get; init; } = 1;

    public int Writers { get; init; } = 1;

    public WriteKind Writes { get; init; }

    /// <summary>In how many processes the readers and writers are; 0: each in one of its own.</summary>
    public int Processes { get; init; }

    /// <summary>Whether the first version lies in the store, and every process has seen it there.</summary>
    public bool Warm { get; init; }

    /// <summary>Whether the log repeats every invalidation, at any later time.</summary>
    public bool Log { get; init; }

    /// <summary>
    /// Whether time may pass between the origin's reading of the row and the reader's hearing of it, and between a
    /// commit and the writer's turning to the cache.
    /// </summary>
    public bool Slow { get; init; }

    public Mishaps Mishaps { get; init; }

    /// <summary>How many mishaps one schedule may have.</summary>
    public int MostMishaps { get; init; }

    /// <summary>Puts a fault into the store.</summary>
    public Func<MemorySharedStore, ISharedStore> Fault { get; init; } = store => store;

    public override string ToString() => Name;
}
