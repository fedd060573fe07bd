using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Reading;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Near;

/// <summary>Hints may be lost; the durable feed repairs what they leave.</summary>
public sealed class FeedTests : IDisposable
{
    private readonly StillClock _clock = new();
    private readonly OneCache _deaf;
    private readonly OneCache _writer;
    private long _row = 1;

    public FeedTests()
    {
        var store = new MemorySharedStore(_clock);
        // A WakeUps of its own: this node hears no hint.
        _deaf = Node(store);
        _writer = Node(store);
    }

    public void Dispose()
    {
        _deaf.Dispose();
        _writer.Dispose();
    }

    private OneCache Node(ISharedStore store) =>
        new(Fleet.Policy, (_, _) => new(Loaded.Of($"v{_row}", _row)), _clock, store);

    private static EntityChanged Changed(long version, string key = "1", string family = "thing") =>
        new() { Family = family, Key = key, Version = version };

    private async Task LoseAHintAsync()
    {
        await _deaf.ReadAsync();
        _row = 2;
        await _writer.InvalidateAsync(2);
        Assert.Equal(1, (await _deaf.ReadAsync()).Version);
    }

    // Mutant caught: FleetCache.Apply does nothing.
    [Fact]
    public async Task The_feed_repairs_what_a_lost_hint_left()
    {
        await LoseAHintAsync();
        Assert.True(_deaf.Sink.Apply(Changed(2)));
        Assert.Equal(2, (await _deaf.ReadAsync()).Version);
    }

    [Fact]
    public async Task An_event_that_is_applied_again_or_late_drops_nothing_newer()
    {
        await LoseAHintAsync();
        _deaf.Sink.Apply(Changed(2));
        await _deaf.ReadAsync();
        _deaf.Sink.Apply(Changed(2));
        _deaf.Sink.Apply(Changed(1));
        Assert.Equal(Tier.Near, (await _deaf.ReadAsync()).Tier);
    }

    [Fact]
    public async Task A_feed_that_is_cut_off_bypasses_the_L1_until_it_has_caught_up()
    {
        await LoseAHintAsync();
        _deaf.Sink.DistrustBefore(long.MaxValue);
        Assert.Equal(2, (await _deaf.ReadAsync()).Version);
        Assert.Equal(Tier.Shared, (await _deaf.ReadAsync()).Tier);

        _deaf.Sink.Apply(Changed(2));
        _deaf.Sink.DistrustBefore(long.MinValue);
        Assert.Equal((2, Tier.Near), ((await _deaf.ReadAsync()).Version, (await _deaf.ReadAsync()).Tier));
    }

    // Mutant caught: FamilyReaders forgets only before the store does.
    [Fact]
    public async Task What_a_read_keeps_between_a_writer_s_forgetting_and_the_store_s_is_forgotten_as_well()
    {
        var store = new HeldReplies(new MemorySharedStore(_clock));
        store.Gate.SetResult();
        using var node = Node(store);
        await node.ReadAsync();
        var gate = new TaskCompletionSource();
        store.InvalidateAfter = gate.Task;
        _row = 2;
        var invalidation = node.InvalidateAsync(version: 0);
        Assert.Equal(1, (await node.ReadAsync()).Version);
        gate.SetResult();
        await invalidation;
        Assert.Equal(2, (await node.ReadAsync()).Version);
    }

    [Theory]
    [InlineData("nobody", "1")]
    [InlineData("Thing!", "1")]
    [InlineData("thing", "one")]
    public void An_event_of_an_unknown_family_or_key_is_left(string family, string key) =>
        Assert.False(_deaf.Sink.Apply(Changed(2, key, family)));
}
