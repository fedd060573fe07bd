using CacheFleet.Interleavings.Tests.Exploring;
using CacheFleet.Interleavings.Tests.Reporting;

namespace CacheFleet.Interleavings.Tests;

/// <summary>What does not hold, shown by its shortest schedule, so that nobody believes that it does.</summary>
public sealed class FindingTests(Report report, ITestOutputHelper output)
{
    // A write-through has no lease to show: it is compared by version alone, with what the store remembers. A
    // store that lost its memory while a writer was paused between commit and write-through takes the older row.
    // The TTL is the bound; whoever cannot have it invalidates instead, which the same mishaps do not harm.
    [Theory]
    [InlineData(Mishaps.Eviction)]
    [InlineData(Mishaps.StoreLost)]
    [InlineData(Mishaps.RecordExpires)]
    internal void A_write_through_held_up_beyond_the_stores_memory_leaves_an_older_row(Mishaps mishap)
    {
        var through = new Scenario($"finding: write-through and {mishap}", Policies.Lease)
        {
            Readers = 1,
            Writers = 2,
            Slow = true,
            Writes = WriteKind.WriteThrough,
            Mishaps = mishap,
            MostMishaps = 1,
        };

        var found = Explorer.Explore(through);
        report.Add(found, staleExpected: true);
        Assert.NotNull(found.Shortest);
        output.WriteLine(found.Shortest.Tell());
        Assert.Null(Explorer.Explore(through with { Writes = WriteKind.Invalidate }).Shortest);
    }
}
