using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Reading;
using CacheFleet.Caching.Tests.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Observing;

/// <summary>The names are a contract: dashboards and rules ask for them.</summary>
public sealed class TelemetryTests
{
    private readonly StillClock _clock = new();
    private readonly SwitchableStore _store;

    public TelemetryTests() => _store = new SwitchableStore(new MemorySharedStore(_clock));

    [Fact]
    public async Task A_herd_under_single_flight_counts_one_load_one_miss_and_the_others_collapsed()
    {
        var gate = new TaskCompletionSource();
        using var cache = new OneCache(
            EntryPolicy.SingleFlightOf(Ttl.Seconds(60)), async (_, _) =>
            {
                await gate.Task;
                return Loaded.Of("value", 1);
            }, _clock, _store);
        using var counted = new Counted(cache.Meters);
        var herd = Enumerable.Range(0, 5).Select(_ => cache.ReadAsync()).ToArray();
        gate.SetResult();
        await Task.WhenAll(herd);
        await cache.ReadAsync();

        Assert.Equal(1, counted["cachefleet.origin.loads{thing,single-flight,absent}"]);
        Assert.Equal(1, counted["cachefleet.origin.load.duration"]);
        Assert.Equal(1, counted["cachefleet.fills{thing,single-flight,stored}"]);
        Assert.Equal(1, counted["cachefleet.reads{thing,single-flight,origin,miss}"]);
        Assert.Equal(4, counted["cachefleet.reads{thing,single-flight,origin,collapsed}"]);
        Assert.Equal(4, counted["cachefleet.coalesced{thing,single-flight}"]);
        Assert.Equal(1, counted["cachefleet.reads{thing,single-flight,shared,hit}"]);
    }

    [Fact]
    public async Task A_failed_load_counts_as_a_load_and_as_an_error_of_the_read()
    {
        using var cache = new OneCache(EntryPolicy.Baseline(Ttl.Seconds(60)),
            (_, _) => throw new TimeoutException(), _clock, _store);
        using var counted = new Counted(cache.Meters);
        await Assert.ThrowsAsync<TimeoutException>(() => cache.ReadAsync());

        Assert.Equal(1, counted["cachefleet.origin.loads{thing,baseline,absent}"]);
        Assert.Equal(1, counted["cachefleet.reads{thing,baseline,origin,error}"]);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_decoded_is_counted_by_its_load()
    {
        using var cache = new OneCache(EntryPolicy.Baseline(Ttl.Seconds(60)),
            (_, _) => new(Loaded.Of("unreadable", 1)), _clock, _store);
        using var counted = new Counted(cache.Meters);
        await cache.ReadAsync();
        await cache.ReadAsync();

        Assert.Equal(1, counted["cachefleet.origin.loads{thing,baseline,undecodable}"]);
    }

    [Fact]
    public async Task A_dark_store_is_counted_by_reads_and_by_loads()
    {
        _store.Trouble = StoreTrouble.Unreachable;
        using var cache = new OneCache(EntryPolicy.Baseline(Ttl.Seconds(60)),
            (_, _) => new(Loaded.Of("value", 1)), _clock, _store);
        using var counted = new Counted(cache.Meters);
        await cache.ReadAsync();

        Assert.Equal(1, counted["cachefleet.reads{thing,baseline,origin,store_dark}"]);
        Assert.Equal(1, counted["cachefleet.origin.loads{thing,baseline,store_dark}"]);
    }
}
