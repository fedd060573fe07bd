namespace CacheFleet.AppHost;

/// <summary>The topic that the relay writes and everyone else reads.</summary>
internal static class InvalidationTopic
{
    public const string Name = "cachefleet.invalidations";
    public const int Partitions = 6;

    /// <summary>
    /// What could not be applied. Compacted: a letter stays until somebody settles it, however old it is.
    /// </summary>
    public const string DeadLetters = "cachefleet.dead-letters";

    public const string DeadLetterCleanup = "cleanup.policy=compact";
}
