using System.Globalization;

namespace CacheFleet.Caching.Locking;

/// <summary>
/// Names one acquisition, not one client: two tasks of one process never pass for each other. The asker
/// chooses it, so that an acquisition whose answer was lost on the way can still be taken up or given back.
/// </summary>
public readonly record struct HolderId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Hands out holder ids: 128 random bits for the process, then a count.</summary>
internal sealed class HolderIds
{
    private readonly string _process;
    private long _count;

    public HolderIds(Random random)
    {
        Span<byte> bits = stackalloc byte[16];
        random.NextBytes(bits);
        _process = Convert.ToHexStringLower(bits);
    }

    public HolderId Next() => new(string.Create(
        CultureInfo.InvariantCulture, $"{_process}-{Interlocked.Increment(ref _count)}"));
}
