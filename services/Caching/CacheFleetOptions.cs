using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching;

/// <summary>What holds for the whole cache of a process. Bad values are refused at start.</summary>
public sealed class CacheFleetOptions
{
    /// <summary>What every key of the shared store begins with.</summary>
    public string Prefix { get; set; } = KeySpaces.DefaultPrefix;

    /// <summary>How long one trip to the shared store may take before it counts as dark.</summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After so many failures in a row the store is no longer asked by everyone.</summary>
    public int FailuresToOpen { get; set; } = 3;

    /// <summary>How often a dark store is asked again.</summary>
    public TimeSpan RetryDarkStoreEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The knobs of the fleet's lock.</summary>
    public LockOptions Lock { get; set; } = new();

    /// <summary>Where jitter, rests and XFetch's draws begin; each process its own unless it is set.</summary>
    public long Seed { get; set; } = Environment.ProcessId * 7919L + Environment.TickCount64;
}
