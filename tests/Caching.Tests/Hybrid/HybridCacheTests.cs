namespace CacheFleet.Caching.Tests.Hybrid;

/// <summary>The guarantees: one run for the fleet, and nothing from before a removal.</summary>
public sealed class HybridCacheTests : HybridNodes
{
    [Fact]
    public async Task The_factoryRuns_once_for_all_nodes_and_a_hit_completes_at_once()
    {
        Assert.Equal("value", await GetAsync());
        Assert.Equal("value", await GetAsync(Node()));
        var asked = Store.Asked;
        var hit = Cache.GetOrCreateAsync("key", _ => new ValueTask<string>("other"));
        Assert.True(hit.IsCompleted);
        Assert.Equal("value", await hit);
        Assert.Equal((1, asked), (Runs, Store.Asked));
    }

    [Fact]
    public async Task Callers_who_miss_together_share_one_run()
    {
        var gate = new TaskCompletionSource();
        var runs = 0;
        async ValueTask<int> RunAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref runs);
            await gate.Task;
            return 7;
        }

        var herd = Enumerable.Range(0, 10)
            .Select(_ => Cache.GetOrCreateAsync("key", RunAsync).AsTask()).ToArray();
        gate.SetResult();
        Assert.All(await Task.WhenAll(herd), value => Assert.Equal(7, value));
        Assert.Equal(1, runs);
    }

    // Mutant caught: RemoveAsync does nothing.
    [Fact]
    public async Task What_is_removed_on_one_node_is_loaded_again_on_each()
    {
        var other = Node();
        await GetAsync();
        await GetAsync(other);
        await other.RemoveAsync("key");
        Assert.Equal("new", await GetAsync(value: "new"));
        Assert.Equal("new", await GetAsync(other));
    }

    // HybridCache itself is stuck here for good.
    [Fact]
    public async Task A_factory_that_began_before_a_removal_keeps_nothing()
    {
        var gate = new TaskCompletionSource<string>();
        var late = Cache.GetOrCreateAsync("key", async _ => await gate.Task).AsTask();
        await Cache.RemoveAsync("key");
        gate.SetResult("old");
        Assert.Equal("old", await late);
        Assert.Equal("new", await GetAsync(value: "new"));
    }

    // Mutant caught: SetAsync does not remove first.
    [Fact]
    public async Task A_value_that_is_set_is_what_every_node_has_then()
    {
        var other = Node();
        await GetAsync();
        await GetAsync(other);
        await Cache.SetAsync("key", "set");
        Assert.Equal("set", await GetAsync());
        Assert.Equal("set", await GetAsync(other));
    }

    // Mutants caught: HoldInMemory is always true; HoldAsync is always true.
    [Fact]
    public async Task A_tag_s_removal_reaches_every_entry_that_bears_it_and_no_other()
    {
        var other = Node();
        foreach (var node in new[] { Cache, other })
        {
            await GetAsync(node, "one", tags: ["red", "big"]);
            await GetAsync(node, "two", tags: "red");
            await GetAsync(node, "three", tags: "blue");
        }

        await other.RemoveByTagAsync("red");
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        foreach (var node in new[] { Cache, other, Node() })
        {
            Assert.Equal("new", await GetAsync(node, "one", "new", tags: ["red", "big"]));
            Assert.Equal("new", await GetAsync(node, "two", "new", tags: "red"));
            Assert.Equal("value", await GetAsync(node, "three", "new", tags: "blue"));
        }

        Assert.Equal(5, Runs);
    }

    // Mutant caught: LoadAsync stamps after the factory has run.
    [Fact]
    public async Task A_tag_removed_while_the_factoryRuns_voids_what_it_brings()
    {
        var gate = new TaskCompletionSource<string>();
        var late = Cache.GetOrCreateAsync("key", async _ => await gate.Task, tags: ["red"]).AsTask();
        await Cache.RemoveByTagAsync("red");
        gate.SetResult("old");
        Assert.Equal("old", await late);
        Assert.Equal("new", await GetAsync(value: "new", tags: "red"));
    }

    [Fact]
    public async Task The_star_removes_everything()
    {
        await GetAsync(key: "one");
        await GetAsync(key: "two", tags: "red");
        await Cache.RemoveByTagAsync("*");
        Assert.Equal("new", await GetAsync(key: "one", value: "new"));
        Assert.Equal("new", await GetAsync(key: "two", value: "new"));
    }
}
