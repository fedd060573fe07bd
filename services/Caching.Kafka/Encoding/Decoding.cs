using CacheFleet.Caching.Invalidating;

namespace CacheFleet.Caching.Kafka.Encoding;

/// <summary>What a message's value turned out to be.</summary>
public abstract record Decoding
{
    private Decoding()
    {
    }

    /// <summary>An event that this program understands.</summary>
    public sealed record Known(string Id, EntityChanged Change) : Decoding;

    /// <summary>No event: how far the relay has come.</summary>
    public sealed record Mark(FeedMark Of) : Decoding;

    /// <summary>Reading it again would not help: no event, or one from the future.</summary>
    /// <param name="Cause">What is wrong with it.</param>
    /// <param name="IsNewer">A version of the event that only a newer program knows.</param>
    public sealed record Undecodable(string Cause, bool IsNewer = false) : Decoding;
}
