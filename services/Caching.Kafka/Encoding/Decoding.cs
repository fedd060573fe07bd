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

    /// <summary>Reading it again would not help: no event, or one from the future.</summary>
    public sealed record Undecodable(string Cause) : Decoding;
}
