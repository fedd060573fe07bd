using System.Buffers;
using System.Text;
using CacheFleet.Caching.Storing;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Caching.Tests.Hybrid;

/// <summary>What a call may ask for, and what may go wrong with it.</summary>
public sealed class HybridOptionsTests : HybridNodes
{
    [Fact]
    public async Task Expiration_and_local_expiration_are_those_of_the_call()
    {
        var options = new HybridCacheEntryOptions
        {
            Expiration = TimeSpan.FromSeconds(20),
            LocalCacheExpiration = TimeSpan.FromSeconds(5),
        };
        await GetAsync(options: options);
        Clock.Advance(TimeSpan.FromSeconds(5));
        var asked = Store.Asked;
        Assert.Equal("value", await GetAsync(value: "new"));
        Assert.True(Store.Asked > asked);
        Clock.Advance(TimeSpan.FromSeconds(15));
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
        Assert.Equal(0, Runs);

        await GetAsync();
        Assert.Equal("value", await GetAsync(options: noData));
        var asked = Store.Asked;
        await GetAsync(options: With(HybridCacheEntryFlags.DisableLocalCache));
        Assert.True(Store.Asked > asked);
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
        var first = await Cache.GetOrCreateAsync("list", _ => new ValueTask<List<int>>([1]));
        first.Add(2);
        Assert.Equal([1], await Cache.GetOrCreateAsync("list", _ => new ValueTask<List<int>>([])));
    }

    [Fact]
    public async Task Bytes_of_another_type_are_a_miss()
    {
        await GetAsync(value: "no number");
        Assert.Equal(7, await Cache.GetOrCreateAsync("key", _ => new ValueTask<int>(7)));
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
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Cache
            .GetOrCreateAsync<string>("key", _ => throw new InvalidOperationException("no"))
            .AsTask());
        Assert.Equal("no", error.Message);
        Assert.Equal("value", await GetAsync());
    }

    [Fact]
    public async Task A_darkStore_fails_no_read_and_says_so_of_a_removal()
    {
        Store.Trouble = StoreTrouble.Unreachable;
        Assert.Equal("value", await GetAsync());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Cache.RemoveAsync("key").AsTask());
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
