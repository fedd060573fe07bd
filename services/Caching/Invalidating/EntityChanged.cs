namespace CacheFleet.Caching.Invalidating;

/// <summary>
/// A row that a cache entry was made from has changed: what a writer puts into the outbox, the
/// relay publishes and every reader of the topic applies.
/// </summary>
public sealed record EntityChanged
{
    /// <summary>The cache family, such as <c>product</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The entry's key within the family, such as <c>42</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The row's version after the change; grows by each change of the row.</summary>
    public required long Version { get; init; }

    /// <summary>The row is gone.</summary>
    public bool Deleted { get; init; }

    /// <summary>
    /// When the writer wrote the event, by the database's clock: the last statement before the
    /// commit, so a little earlier than the commit itself. Null until it has been written.
    /// </summary>
    public DateTimeOffset? CommittedAt { get; init; }

    /// <summary>
    /// The W3C trace context of the request that made the change, if it was traced.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// Names the entry across families; also the message key, which keeps its order.
    /// </summary>
    public string Subject => $"{Family}:{Key}";
}
