using System.Buffers;
using System.Text;
using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Storing;
using CacheFleet.Testing;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Caching.Tests.Hybrid;

public sealed class HybridCacheTests : IDisposable
{
    private readonly StillClock _clock = new();
    private readonly WakeUps _wakeUps = new();
    private readonly SwitchableStore _store;
    private readonly List<HybridNode> _nodes = [];
    private readonly HybridCache _cache;
    private int _runs;

    public HybridCacheTests()
    {
        _store = new SwitchableStore(new MemorySharedStore(_clock, _wakeUps));
        _cache = Node();
    }

    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    private HybridCache Node(
        Action<FleetHybridOptions>? configure = null, Action<IServiceCollection>? add = null)
    {
        _nodes.Add(new HybridNode(_clock, _store, _wakeUps, configure, add));
        return _nodes[^1].Cache;
    }

    private Task<string> GetAsync(
        HybridCache? cache = null, string key = "key", string value = "value",
        HybridCacheEntryOptions? options = null, params string[] tags) =>
        (cache ?? _cache).GetOrCreateAsync(key, _ =>
        {
            _runs++;
            return new ValueTask<string>(value);
        }, options, tags).AsTask();

    [Fact]
    public async Task The_factory_runs_once_for_all_nodes_and_a_hit_completes_at_once()
    {
        Assert.Equal("value", await GetAsync());
        Assert.Equal("value", await GetAsync(Node()));
        var asked = _store.Asked;
        var hit = _cache.GetOrCreateAsync("key", _ => new ValueTask<string>("other"));
        Assert.True(hit.IsCompleted);
        Assert.Equal("value", await hit);
        Assert.Equal((1, asked), (_runs, _store.Asked));
    }

    [Fact]
    public async Task Callers_who_miss_together_share_one_run()
    {
        var gate = new TaskCompletionSource();
        async ValueTask<int> RunAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref _runs);
            await gate.Task;
            return 7;
        }

        var herd = Enumerable.Range(0, 10)
            .Select(_ => _cache.GetOrCreateAsync("key", RunAsync).AsTask()).ToArray();
        gate.SetResult();
        Assert.All(await Task.WhenAll(herd), value => Assert.Equal(7, value));
        Assert.Equal(1, _runs);
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
        var late = _cache.GetOrCreateAsync("key", async _ => await gate.Task).AsTask();
        await _cache.RemoveAsync("key");
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
        await _cache.SetAsync("key", "set");
        Assert.Equal("set", await GetAsync());
        Assert.Equal("set", await GetAsync(other));
    }

    // Mutants caught: HoldInMemory is always true; HoldAsync is always true.
    [Fact]
    public async Task A_tag_s_removal_reaches_every_entry_that_bears_it_and_no_other()
    {
        var other = Node();
        foreach (var node in new[] { _cache, other })
        {
            await GetAsync(node, "one", tags: ["red", "big"]);
            await GetAsync(node, "two", tags: "red");
            await GetAsync(node, "three", tags: "blue");
        }

        await other.RemoveByTagAsync("red");
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        foreach (var node in new[] { _cache, other, Node() })
        {
            Assert.Equal("new", await GetAsync(node, "one", "new", tags: ["red", "big"]));
            Assert.Equal("new", await GetAsync(node, "two", "new", tags: "red"));
            Assert.Equal("value", await GetAsync(node, "three", "new", tags: "blue"));
        }

        Assert.Equal(5, _runs);
    }

    // Mutant caught: LoadAsync stamps after the factory has run.
    [Fact]
    public async Task A_tag_removed_while_the_factory_runs_voids_what_it_brings()
    {
        var gate = new TaskCompletionSource<string>();
        var late = _cache.GetOrCreateAsync("key", async _ => await gate.Task, tags: ["red"]).AsTask();
        await _cache.RemoveByTagAsync("red");
        gate.SetResult("old");
        Assert.Equal("old", await late);
        Assert.Equal("new", await GetAsync(value: "new", tags: "red"));
    }

    [Fact]
    public async Task The_star_removes_everything()
    {
        await GetAsync(key: "one");
        await GetAsync(key: "two", tags: "red");
        await _cache.RemoveByTagAsync("*");
        Assert.Equal("new", await GetAsync(key: "one", value: "new"));
        Assert.Equal("new", await GetAsync(key: "two", value: "new"));
    }

    [Fact]
    public async Task Expiration_and_local_expiration_are_those_of_the_call()
    {
        var options = new HybridCacheEntryOptions
        {
            Expiration = TimeSpan.FromSeconds(20),
            LocalCacheExpiration = TimeSpan.FromSeconds(5),
        };
        await GetAsync(options: options);
        _clock.Advance(TimeSpan.FromSeconds(5));
        var asked = _store.Asked;
        Assert.Equal("value", await GetAsync(value: "new"));
        Assert.True(_store.Asked > asked);
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("new", await GetAsync(value: "new"));
    }

    [Fact]
    public async Task An_expiration_that_makes_no_sense_is_refused_by_name()
    {
        var options = new HybridCacheEntryOptions { Expiration = TimeSpan.FromSeconds(-1) };
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => GetAsync(options: options));
        Assert.Contains("Expiration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flags_are_honoured()
    {
        static HybridCacheEntryOptions With(HybridCacheEntryFlags flags) => new() { Flags = flags };
        var noData = With(HybridCacheEntryFlags.DisableUnderlyingData);
        Assert.Null(await GetAsync(options: noData));
        Assert.Equal(0, _runs);

        await GetAsync();
        Assert.Equal("value", await GetAsync(options: noData));
        var asked = _store.Asked;
        await GetAsync(options: With(HybridCacheEntryFlags.DisableLocalCache));
        Assert.True(_store.Asked > asked);
        Assert.Equal("own", await GetAsync(
            value: "own", options: With(HybridCacheEntryFlags.DisableDistributedCache)));
    }

    [Theory]
    [InlineData("with blanks and {braces}", "with%20blanks%20and%20{braces}")]
    [InlineData("a/ü/\u0001", "a/ü/%01")]
    public async Task Any_text_is_a_key_and_different_texts_are_different_keys(
        string one, string other)
    {
        await GetAsync(key: one, value: "one");
        await GetAsync(key: other, value: "other");
        await GetAsync(key: new string('x', 5_000), value: "x");
        Assert.Equal(("one", "other"), (await GetAsync(key: one), await GetAsync(key: other)));
        Assert.Equal("y", await GetAsync(key: new string('x', 5_001), value: "y"));
    }

    [Fact]
    public async Task Null_is_a_value()
    {
        Assert.Null(await GetAsync(value: null!));
        Assert.Null(await GetAsync(value: "new"));
    }

    // Mutant caught: IsImmutable is always true.
    [Fact]
    public async Task What_a_caller_can_change_is_not_shared_with_the_next()
    {
        var first = await _cache.GetOrCreateAsync("list", _ => new ValueTask<List<int>>([1]));
        first.Add(2);
        Assert.Equal([1], await _cache.GetOrCreateAsync("list", _ => new ValueTask<List<int>>([])));
    }

    [Fact]
    public async Task Bytes_of_another_type_are_a_miss()
    {
        await GetAsync(value: "no number");
        Assert.Equal(7, await _cache.GetOrCreateAsync("key", _ => new ValueTask<int>(7)));
    }

    [Fact]
    public async Task The_application_s_serializer_is_used()
    {
        var serializer = new Reversing();
        var cache = Node(add: services =>
            services.AddSingleton<IHybridCacheSerializer<string>>(serializer));
        await GetAsync(cache);
        Assert.Equal("value", await GetAsync(cache));
        Assert.Equal(1, serializer.Serialized);
    }

    [Fact]
    public async Task What_the_factory_throws_comes_through_and_is_not_kept()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _cache
            .GetOrCreateAsync<string>("key", _ => throw new InvalidOperationException("no"))
            .AsTask());
        Assert.Equal("no", error.Message);
        Assert.Equal("value", await GetAsync());
    }

    [Fact]
    public async Task A_dark_store_fails_no_read_and_says_so_of_a_removal()
    {
        _store.Trouble = StoreTrouble.Unreachable;
        Assert.Equal("value", await GetAsync());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => _cache.RemoveAsync("key").AsTask());
        Assert.Contains("'key' may still be in the shared store", error.Message,
            StringComparison.Ordinal);
    }

    private sealed class Reversing : IHybridCacheSerializer<string>
    {
        public int Serialized { get; private set; }

        public string Deserialize(ReadOnlySequence<byte> source) =>
            string.Concat(Encoding.UTF8.GetString(source.ToArray()).Reverse());

        public void Serialize(string value, IBufferWriter<byte> target)
        {
            Serialized++;
            target.Write(Encoding.UTF8.GetBytes(string.Concat(value.Reverse())));
        }
    }
}
