using CacheFleet.Interleavings.Tests.Exploring;
using CacheFleet.Interleavings.Tests.Mutants;

namespace CacheFleet.Interleavings.Tests;

/// <summary>What did not hold once, kept so that the way it was mended does not come undone.</summary>
public sealed class FindingTests(ITestOutputHelper output)
{
    // A write-through has no lease to show. As long as it wrote into an empty place, one that was paused between its
    // commit and its write-through, while the store lost its memory, left the older row until the TTL. Now it writes
    // only over what is there and older, and leaves a tombstone where nothing is.
    [Theory]
    [InlineData(Mishaps.Eviction)]
    [InlineData(Mishaps.StoreLost)]
    [InlineData(Mishaps.RecordExpires)]
    internal void A_write_through_held_up_beyond_the_stores_memory_leaves_no_older_row(Mishaps mishap)
    {
        var sound = new Scenario($"finding: write-through and {mishap}", Policies.Lease)
        {
            Readers = 1,
            Writers = 2,
            Slow = true,
            Writes = WriteKind.WriteThrough,
            Mishaps = mishap,
            MostMishaps = 1,
        };
        var mutant = sound with { Fault = store => new WithPutIntoNothing(store) };

        var found = Explorer.Explore(mutant, stopAtFirst: true);
        Assert.NotNull(found.Shortest);
        output.WriteLine(found.Shortest.Tell());
        Assert.Null(Explorer.Explore(sound).Shortest);
    }
}
