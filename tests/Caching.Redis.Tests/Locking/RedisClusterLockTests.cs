using CacheFleet.Caching.Locking;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Redis.Tests.Locking;

public sealed class RedisClusterLockTests(RedisCluster cluster)
    : RedisLockConformance(cluster.ConnectionString), IClassFixture<RedisCluster>
{
    [Fact]
    public async Task Locks_lie_on_every_node()
    {
        var slots = new HashSet<int>();
        for (var i = 0; i < 30; i++)
        {
            var key = new LockKey($"spread-{i}");
            await using var lease = await NewLock(Store).AcquireAsync(key);
            slots.Add(await cluster.SlotOfAsync($"cachefleet:lock:{key.Name}") * 3 / 16_384);
        }

        Assert.Equal(3, slots.Count);
    }

    [Fact]
    public async Task A_lock_whose_slot_has_moved_is_found_where_it_is_now()
    {
        var key = new LockKey("mover");
        var slot = await cluster.SlotOfAsync("cachefleet:lock:mover");
        var home = slot * 3 / 16_384;
        await cluster.MoveEmptySlotAsync(slot, toNode: (home + 1) % 3);

        await using var lease = await NewLock(Store).AcquireAsync(key);

        Assert.Null(await NewLock(Store).TryAcquireAsync(key));
    }
}
