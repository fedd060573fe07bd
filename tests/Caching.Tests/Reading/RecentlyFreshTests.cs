using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Tests.Reading;

public sealed class RecentlyFreshTests
{
    private const long Now = 1_800_000_000_000;
    private readonly RecentlyFresh<long> _fresh = new();

    [Fact]
    public void What_was_seen_fresh_is_held_until_it_is_due_or_forgotten()
    {
        _fresh.Remember(1, Now + 10);
        Assert.True(_fresh.Holds(1, Now));
        Assert.False(_fresh.Holds(1, Now + 10));

        _fresh.Forget(1);
        Assert.False(_fresh.Holds(1, Now));
    }

    // A miss that is taken for a hit costs a trip more. Mutant: the slot alone decides.
    [Fact]
    public void Keys_that_were_never_seen_are_not_held_although_every_slot_is_taken()
    {
        for (var id = 0; id < 200_000; id++)
            _fresh.Remember(id, Now + 10);

        var mistaken = Enumerable.Range(1_000_000, 20_000).Count(id => _fresh.Holds(id, Now));
        Assert.InRange(mistaken, 0, 5);
    }
}
