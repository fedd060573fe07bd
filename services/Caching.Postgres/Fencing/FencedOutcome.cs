namespace CacheFleet.Caching.Postgres.Fencing;

/// <summary>What became of a fenced statement.</summary>
public enum FencedOutcome
{
    /// <summary>The row has it.</summary>
    Applied,

    /// <summary>A holder with the same or a later token was there before; the row stands.</summary>
    Refused,

    /// <summary>There is no such row.</summary>
    Missing,
}
