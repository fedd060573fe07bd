// Every class here starts a whole fleet; two at once would measure the machine and not the fleet.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CacheFleet.Fleet.Tests;

/// <summary>The fleet of all classes that leave it as it was.</summary>
[CollectionDefinition(Name)]
public sealed class OneFleet : ICollectionFixture<RunningFleet>
{
    public const string Name = "one fleet";
}
