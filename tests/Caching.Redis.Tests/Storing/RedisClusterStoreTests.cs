using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Redis.Tests.Storing;

public sealed class RedisClusterStoreTests(RedisCluster cluster)
    : RedisStoreConformance(cluster.ConnectionString), IClassFixture<RedisCluster>
{
    [Fact]
    public async Task Entries_lie_on_every_node_and_are_deleted_together()
    {
        var keys = Enumerable.Range(0, 30).Select(i => KeyCalled($"spread-{i}")).ToList();
        var homes = new HashSet<int>();
        foreach (var key in keys)
        {
            await Store.WriteAsync(key, Entry(1), Ttl.Seconds(60), Ended);
            homes.Add(await cluster.SlotOfAsync(key.ToString()) * 3 / 16_384);
        }

        Assert.Equal(3, homes.Count);
        Assert.Equal(StoreTrouble.None, await Store.DeleteAsync(keys, Ended));
        foreach (var key in keys)
            Assert.Equal(SightKind.Absent, (await Store.LookAsync(key, Ended)).Kind);
    }

    // Mutant: batches on a cluster too: their keys lie in several slots, and none is answered.
    [Fact]
    public async Task Entries_on_several_nodes_are_looked_at_and_filled_at_once()
    {
        var keys = Enumerable.Range(0, 60).Select(i => KeyCalled($"at-once-{i}")).ToList();
        var terms = new LookTerms(TimeSpan.FromSeconds(5), 0, Tombstones.DefaultLife, WaitsForFresh: true);

        var looks = await Task.WhenAll(keys.Select(key => Store.LookAsync(key, terms, Ended).AsTask()));
        var fills = await Task.WhenAll(looks.Select(
            look => Store.FillAsync(look.Lease!.Value, Entry(1), Ended).AsTask()));

        Assert.All(fills, filled => Assert.Equal(Filled.Stored, filled));
    }

    // MOVED is the client's business: whoever asks the old home is sent on, and sees no trouble.
    [Fact]
    public async Task An_entry_whose_slot_has_moved_is_found_where_it_is_now()
    {
        await HoldsNothingAsync();
        var slot = await cluster.SlotOfAsync(Key.ToString());
        await cluster.MoveEmptySlotAsync(slot, toNode: ((slot * 3 / 16_384) + 1) % 3);

        await StoreAsync(Entry(1));
        await HoldsAsync("v1");
        Assert.Equal(Invalidated.Deleted, await Store.InvalidateAsync(Key, 2, Ended));
    }
}
