using CacheFleet.Interleavings.Tests.Exploring;
using CacheFleet.Interleavings.Tests.Mutants;

namespace CacheFleet.Interleavings.Tests;

/// <summary>An exploration that finds nothing proves something only if it finds what is there.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    [Fact]
    public void Without_the_presence_check_a_fill_from_before_the_loss_of_the_store_is_taken() =>
        IsCaught(new Scenario("no presence check", Policies.Lease)
        {
            Mishaps = Mishaps.StoreLost | Mishaps.Eviction,
            MostMishaps = 1,
            Fault = store => new WithoutPresenceCheck(store),
        });

    [Fact]
    public void Without_the_version_check_a_slow_holder_of_a_shared_ticket_overwrites_the_newer_value() =>
        IsCaught(new Scenario("no version check", Policies.Version)
        {
            Fault = store => new WithoutVersionCheck(store),
        });

    // With versions the tombstone would still refuse it; here the version is not known.
    [Fact]
    public void With_the_fence_unmoved_a_load_from_before_the_invalidation_fills_after_it() =>
        IsCaught(new Scenario("fence unmoved", Policies.Lease)
        {
            Writes = WriteKind.InvalidateBlindly,
            Fault = store => new WithFenceUnmoved(store),
        });

    [Fact]
    public void An_unfenced_write_is_the_baseline_again() =>
        IsCaught(new Scenario("unfenced write", Policies.Lease)
        {
            Fault = store => new WithUnfencedWrite(store),
        });

    [Fact]
    public void Versions_alone_without_a_tombstone_need_no_mishap_to_go_wrong() =>
        IsCaught(new Scenario("versions, no tombstone", Policies.Version)
        {
            Fault = store => new WithVersionsAndNoTombstone(store),
        });

    // The finding: a comparison of versions is as good as the memory of them. A tombstone is memory that
    // gets lost with the store; the fence's presence check is what makes the loss safe.
    [Theory]
    [InlineData(Mishaps.None, false)]
    [InlineData(Mishaps.Eviction, true)]
    [InlineData(Mishaps.StoreLost, true)]
    [InlineData(Mishaps.RecordExpires, true)]
    internal void Versions_with_a_tombstone_hold_until_the_store_forgets_it(Mishaps mishap, bool stale)
    {
        var scenario = new Scenario("versions and tombstone", Policies.Version)
        {
            Mishaps = mishap,
            MostMishaps = 1,
            Slow = true,
            Fault = store => new WithVersionsAlone(store),
        };

        if (stale)
            IsCaught(scenario);
        else
            Assert.Null(Explorer.Explore(scenario).Shortest);
    }

    private void IsCaught(Scenario mutated)
    {
        var found = Explorer.Explore(mutated, stopAtFirst: true);
        Assert.NotNull(found.Shortest);
        output.WriteLine($"Caught after {found.Runs} runs:");
        output.WriteLine(found.Shortest.Tell());
        Assert.Null(Explorer.Explore(mutated with { Fault = store => store }).Shortest);
    }
}
