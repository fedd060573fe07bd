namespace CacheFleet.Caching.Kafka.DeadLetters;

/// <summary>A message that could not be applied, whole, and all that is known of why.</summary>
public sealed record DeadLetter
{
    /// <summary>Where it lay. One message that dies twice is one letter.</summary>
    public string Id => $"{Topic}/{Partition}@{Offset}";

    /// <summary>The topic that it came from.</summary>
    public required string Topic { get; init; }

    /// <summary>Its partition there.</summary>
    public required int Partition { get; init; }

    /// <summary>Its offset there.</summary>
    public required long Offset { get; init; }

    /// <summary>One word: undecodable, newer_version, unknown_family, refused.</summary>
    public required string Reason { get; init; }

    /// <summary>What was wrong, in words.</summary>
    public required string Cause { get; init; }

    /// <summary>Where it failed, if an exception said so.</summary>
    public string? Stack { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was given up.</summary>
    public required DateTimeOffset DiedAt { get; init; }

    /// <summary>The message's key, as it came.</summary>
    public string? Key { get; init; }

    /// <summary>The message's value, as it came.</summary>
    public byte[] Value { get; init; } = [];
}
