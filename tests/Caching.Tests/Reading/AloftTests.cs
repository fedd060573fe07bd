using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Tests.Reading;

public sealed class AloftTests
{
    private readonly Aloft<long, string> _aloft = new();

    [Fact]
    public void A_glance_is_found_until_it_is_over_and_nobody_takes_a_second_one()
    {
        var glance = _aloft.TryTakeAGlance(1)!;

        Assert.True(_aloft.TryFind(1, out var found));
        Assert.Same(glance, found);
        Assert.Null(_aloft.TryTakeAGlance(1));
        _aloft.Remove(glance);
        Assert.False(_aloft.TryFind(1, out _));
    }

    // Mutant: the slot alone decides, and a caller boards the flight of another key.
    [Fact]
    public void Keys_that_share_a_slot_are_not_taken_for_one_another()
    {
        var other = Enumerable.Range(2, 100_000).First(id => SlotOf(id) == SlotOf(1));
        var glance = _aloft.TryTakeAGlance(1);

        var alone = _aloft.TryTakeAGlance(other);

        Assert.NotNull(alone);
        Assert.False(_aloft.TryFind(other, out _));
        _aloft.Remove(alone);
        _aloft.Forget(other);
        Assert.True(_aloft.TryFind(1, out var found));
        Assert.Same(glance, found);
    }

    // Mutant: Forget clears the dictionary only.
    [Fact]
    public void An_invalidation_takes_a_glance_and_a_flight_off_the_table()
    {
        var glance = _aloft.TryTakeAGlance(1)!;
        Assert.True(_aloft.TryAdd(new Flight<long, string>(2, pilotMayLeave: true)));

        _aloft.Forget(1);
        _aloft.Forget(2);

        Assert.False(_aloft.TryFind(1, out _) || _aloft.TryFind(2, out _));
        var next = _aloft.TryTakeAGlance(1);
        _aloft.Remove(glance);
        Assert.True(_aloft.TryFind(1, out var found));
        Assert.Same(next, found);
    }

    [Fact]
    public void Nobody_takes_a_glance_beside_a_flight()
    {
        Assert.True(_aloft.TryAdd(new Flight<long, string>(1, pilotMayLeave: true)));
        Assert.False(_aloft.TryAdd(new Flight<long, string>(1, pilotMayLeave: true)));
        Assert.Null(_aloft.TryTakeAGlance(1));
    }

    private static uint SlotOf(long id) => Hashing.Of(id) >> 22;
}
