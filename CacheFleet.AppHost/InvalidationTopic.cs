namespace CacheFleet.AppHost;

/// <summary>The topic that the relay writes and everyone else reads.</summary>
internal static class InvalidationTopic
{
    public const string Name = "cachefleet.invalidations";
    public const int Partitions = 6;
}
