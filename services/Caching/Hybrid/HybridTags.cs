using System.Security.Cryptography;

namespace CacheFleet.Caching.Hybrid;

/// <summary>Tags by epochs: removing a tag is one invalidation, however many entries bear it.</summary>
/// <remarks>
/// A tag's epoch is an entry of its own, and its loader draws a number nobody has had. Every value is stamped with the
/// epochs its tags had before it was loaded, and holds as long as they are the same. An epoch that got lost or ran out
/// voids its values, which costs loads and never an old answer.
/// </remarks>
internal sealed class HybridTags(FleetCache cache, HybridFamilies families, TimeProvider clock)
{
    /// <summary>Borne by every entry: HybridCache's name for all of them.</summary>
    public const string All = "*";

    private long _lastVersion;

    /// <summary>Grows with every load of this process, and across processes as far as their clocks agree.</summary>
    public long NextVersion()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000;
        while (true)
        {
            var last = Volatile.Read(ref _lastVersion);
            var next = Math.Max(last + 1, now);
            if (Interlocked.CompareExchange(ref _lastVersion, next, last) == last)
                return next;
        }
    }

    public async ValueTask<TagStamp[]> StampAsync(
        IEnumerable<string>? tags, CancellationToken cancellation)
    {
        string[] all = [All, .. (tags ?? []).Where(t => t != All).Distinct()];
        var stamps = new TagStamp[all.Length];
        for (var i = 0; i < all.Length; i++)
            stamps[i] = new TagStamp(all[i], await EpochAsync(all[i], cancellation));
        return stamps;
    }

    /// <summary>Whether the stamps hold, as far as this process's memory knows every epoch.</summary>
    public bool HoldInMemory(TagStamp[] stamps)
    {
        foreach (var stamp in stamps)
        {
            if (!cache.TryAnswer(Key(stamp.Tag), out var epoch) || epoch.Value != stamp.Epoch)
                return false;
        }

        return true;
    }

    public async ValueTask<bool> HoldAsync(TagStamp[] stamps, CancellationToken cancellation)
    {
        foreach (var stamp in stamps)
        {
            if (await EpochAsync(stamp.Tag, cancellation) != stamp.Epoch)
                return false;
        }

        return true;
    }

    public ValueTask<Storing.StoreTrouble> RemoveAsync(
        string tag, CancellationToken cancellation) =>
        cache.InvalidateAsync(Key(tag), 0, cancellation);

    /// <summary>A number that no other epoch has: random, so that no process need ask another.</summary>
    public static long Draw() =>
        BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    private CacheKey<string, long> Key(string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return families.Tags.Key(KeyEscape.Escape(tag));
    }

    private async ValueTask<long> EpochAsync(string tag, CancellationToken cancellation) =>
        (await cache.ReadAsync(Key(tag), cancellation)).Value;
}
