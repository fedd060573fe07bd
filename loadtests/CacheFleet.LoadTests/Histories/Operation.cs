namespace CacheFleet.LoadTests.Histories;

/// <summary>What a client did to one key, and what it was told.</summary>
/// <param name="Client">Who; a client does one thing after another.</param>
/// <param name="Key">The entry.</param>
/// <param name="Kind">What.</param>
/// <param name="Start">When it was begun, as a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="End">When the answer was there.</param>
/// <param name="Version">That was read, or that the write has made; 0 for a write in doubt.</param>
public readonly record struct Operation(
    int Client, int Key, OperationKind Kind, long Start, long End, long Version);

/// <summary>What came of it. A read that failed has told nothing and is not recorded.</summary>
public enum OperationKind
{
    /// <summary>A read that was answered.</summary>
    Read,

    /// <summary>A write that was acknowledged: it must never be lost.</summary>
    Write,

    /// <summary>A write whose answer got lost: it may have happened or not.</summary>
    Doubtful,
}
