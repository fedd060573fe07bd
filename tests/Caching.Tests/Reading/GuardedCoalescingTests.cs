using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Tests.Reading;

/// <summary>An invalidation by another process is heard of late: only a flight's fill tells of it in time.</summary>
public sealed class GuardedCoalescingTests
{
    private readonly HeldReader _reads = new();
    private readonly Coalescing<long, string> _coalescing;

    public GuardedCoalescingTests() => _coalescing = new Coalescing<long, string>(_reads, guarded: true);

    // Mutant: RideAsync takes every flight's answer. Met for real as 5 stale reads of 4,000.
    [Fact]
    public async Task Who_boarded_a_flight_whose_fill_was_refused_rides_once_more_and_no_further()
    {
        var pilot = _coalescing.ReadAsync(1, default).AsTask();
        var boarded = _coalescing.ReadAsync(1, default).AsTask();
        _reads.EndRefused(0, "old");
        Assert.Equal("old", (await pilot).Value);

        while (_reads.Begun < 2)
            await Task.Yield();
        _reads.EndRefused(1, "newer");

        Assert.Equal("newer", (await boarded).Value);
        Assert.Equal(2, _reads.Begun);
    }

    // Mutant: a stored fill proves the answer. It was voided while its reply was on the way: 1 stale read of 8,000.
    [Fact]
    public async Task Even_a_fill_that_was_taken_proves_nothing_to_who_boarded_later()
    {
        var pilot = _coalescing.ReadAsync(1, default).AsTask();
        var boarded = _coalescing.ReadAsync(1, default).AsTask();
        _reads.End(0, "stored");
        Assert.Equal("stored", (await pilot).Value);

        while (_reads.Begun < 2)
            await Task.Yield();
        _reads.End(1, "newer");

        Assert.Equal("newer", (await boarded).Value);
    }
}
