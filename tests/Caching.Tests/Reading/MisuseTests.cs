using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Observing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Reading;

/// <summary>What users get wrong, and what they are told or get instead, under every guard.</summary>
public sealed class MisuseTests
{
    private readonly StillClock _clock = new();
    private readonly MemorySharedStore _store;

    public MisuseTests() => _store = new MemorySharedStore(_clock);

    public static TheoryData<FillGuard> Guards => [.. Enum.GetValues<FillGuard>()];

    private OneCache Cache(
        FillGuard guard, Loader<long, string> load, Func<EntryPolicy, EntryPolicy>? with = null)
    {
        var policy = new EntryPolicy
        {
            Name = new PolicyName("tried"),
            TimeToLive = Ttl.Seconds(60),
            Guard = guard,
            SingleFlight = true,
        };
        return new OneCache(with?.Invoke(policy) ?? policy, load, _clock, _store);
    }

    [Fact]
    public async Task A_key_that_no_family_made_says_who_makes_keys()
    {
        using var cache = Cache(FillGuard.Lease, (_, _) => new(Loaded.Of("value", 1)));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => cache.Cache.ReadAsync(default(CacheKey<long, string>), default).AsTask());
        Assert.Equal("A CacheKey is made by its family's Key method.", error.Message);
    }

    // Another id type is another family: the compiler refuses it, and a family of that name is not this one.
    [Fact]
    public async Task A_family_of_the_same_name_with_another_key_type_is_not_registered()
    {
        using var cache = Cache(FillGuard.Lease, (_, _) => new(Loaded.Of("value", 1)));
        var twin = new CacheFamily<string, string>(
            "thing", 1, KeyFormat.Text, new JsonCodec<string>(Declaring.TestJson.Default.String),
            (_, _) => new(Loaded<string>.Absent), cache.Family.Policies);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => cache.Cache.ReadAsync(twin.Key("1"), default).AsTask());
        Assert.Contains("Family 'thing' is not registered", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_without_a_loader_a_codec_or_a_key_format_says_which()
    {
        var codec = new JsonCodec<string>(Declaring.TestJson.Default.String);
        var policy = EntryPolicy.Baseline(Ttl.Seconds(1));
        Loader<string, string> load = (_, _) => new(Loaded<string>.Absent);
        Assert.Throws<ArgumentNullException>("load", () => new CacheFamily<string, string>(
            "thing", 1, KeyFormat.Text, codec, null!, policy));
        Assert.Throws<ArgumentNullException>("codec", () => new CacheFamily<string, string>(
            "thing", 1, KeyFormat.Text, null!, load, policy));
        Assert.Throws<ArgumentNullException>("keys", () => new CacheFamily<string, string>(
            "thing", 1, null!, codec, load, policy));
    }

    [Theory]
    [MemberData(nameof(Guards))]
    public async Task An_oversized_value_is_answered_counted_and_not_stored(FillGuard guard)
    {
        using var cache = Cache(guard, (_, _) => new(Loaded.Of(new string('x', 11), 1)),
            policy => policy with { MaxPayloadBytes = 10 });
        using var counted = new Counted(cache.Meters);
        Assert.Equal(FillOutcome.TooLarge, (await cache.ReadAsync()).Fill);
        Assert.Equal(Tier.Origin, (await cache.ReadAsync()).Tier);
        Assert.Equal(2, counted["cachefleet.fills{thing,tried,too_large}"]);
    }

    [Theory]
    [MemberData(nameof(Guards))]
    public async Task What_a_loader_throws_comes_through_and_holds_nobody_up(FillGuard guard)
    {
        var fails = true;
        using var cache = Cache(guard, (_, _) => fails
            ? throw new InvalidOperationException("no such table")
            : new(Loaded.Of("value", 1)));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => cache.ReadAsync());
        Assert.Equal("no such table", error.Message);
        fails = false;
        Assert.Equal(("value", FillOutcome.Stored),
            ((await cache.ReadAsync()).Value, FillOutcome.Stored));
    }

    // A time limit of its own: nobody here has asked to stop.
    [Theory]
    [MemberData(nameof(Guards))]
    public async Task A_loader_that_cancels_itself_fails_its_caller_and_nobody_after(FillGuard guard)
    {
        var cancels = true;
        using var cache = Cache(guard, async (_, _) =>
        {
            await Task.Yield();
            return cancels ? throw new TaskCanceledException() : Loaded.Of("value", 1);
        });
        using var counted = new Counted(cache.Meters);
        await Assert.ThrowsAsync<TaskCanceledException>(() => cache.ReadAsync());
        Assert.Equal(1, counted["cachefleet.reads{thing,tried,origin,error}"]);
        cancels = false;
        Assert.Equal("value", (await cache.ReadAsync()).Value);
    }

    [Theory]
    [MemberData(nameof(Guards))]
    public async Task A_loader_that_makes_a_row_of_null_is_told_about_Absent(FillGuard guard)
    {
        using var cache = Cache(guard, (_, _) => new(Loaded.Of<string>(null!, 1)));
        var error = await Assert.ThrowsAsync<ArgumentNullException>(() => cache.ReadAsync());
        Assert.Contains("Loaded<String>.Absent", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Guards))]
    public async Task An_entry_that_cannot_be_decoded_is_loaded_again_and_counted(FillGuard guard)
    {
        using var cache = Cache(guard, (_, _) => new(Loaded.Of("readable", 2)));
        using var counted = new Counted(cache.Meters);
        var key = new KeySpaces([cache.Family.Id]).Of(cache.Family.Name)[0].Entry("1");
        var unreadable = new StoredEntry("unreadable"u8.ToArray(), 1)
        {
            FreshUntil = long.MaxValue,
            KeepUntil = long.MaxValue,
        };
        await _store.WriteAsync(key, unreadable, Ttl.Seconds(60), default);

        Assert.Equal("readable", (await cache.ReadAsync()).Value);
        Assert.Equal((Tier.Shared, "readable"),
            ((await cache.ReadAsync()).Tier, (await cache.ReadAsync()).Value));
        Assert.Equal(1, counted["cachefleet.origin.loads{thing,tried,undecodable}"]);
    }

    public static TheoryData<string, Func<EntryPolicy, EntryPolicy>> Absurd => new()
    {
        { "Beta is between 0 and 100", p => p with { Beta = -1 } },
        { "Beta is between 0 and 100", p => p with { Beta = double.NaN } },
        { "Jitter is between 0 and 0.9", p => p with { Jitter = 1 } },
        { "LooksWhileBusy is at least 1", p => p with { LooksWhileBusy = 0 } },
        { "BackgroundRefreshes is at least 1", p => p with { BackgroundRefreshes = -5 } },
        { "MaxPayloadBytes is at least 1", p => p with { MaxPayloadBytes = 0 } },
        { "FreshFor 00:02:00: it needs at most 00:01:00",
            p => p with { FreshFor = Ttl.Seconds(120) } },
        { "stale answers with Guard None", p => p with { StaleOnError = true } },
        { "NearOptions.MaxEntries must be from 1",
            p => p with { Near = new NearOptions { MaxEntries = 0 } } },
        { "NearOptions.TombstoneFor must be above zero",
            p => p with { Near = new NearOptions { TombstoneFor = TimeSpan.Zero } } },
    };

    [Theory]
    [MemberData(nameof(Absurd))]
    public void An_absurd_option_is_refused_with_its_name_and_what_it_may_be(
        string says, Func<EntryPolicy, EntryPolicy> with)
    {
        var error = Assert.ThrowsAny<ArgumentException>(
            () => Cache(FillGuard.None, (_, _) => new(Loaded<string>.Absent), with));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_carry_the_codec_s_schema_where_a_family_wants_it()
    {
        var family = new CacheFamily<string, string>(
            "thing", 2, KeyFormat.Text, new JsonCodec<string>(Declaring.TestJson.Default.String),
            (_, _) => new(Loaded<string>.Absent), EntryPolicy.Baseline(Ttl.Seconds(1)))
        {
            SchemaInKeys = true,
        };
        var start = new KeySpaces([family.Id]).Of(family.Name)[0].Start;
        Assert.Equal($"cachefleet:baseline:thing:2-{family.Codec.Schema}:", start);
        Assert.Throws<ArgumentException>(() => new CacheFamily<string, ReadOnlyMemory<byte>>(
            "thing", 1, KeyFormat.Text, new RawCodec(),
            (_, _) => new(Loaded<ReadOnlyMemory<byte>>.Absent),
            EntryPolicy.Baseline(Ttl.Seconds(1)))
        {
            SchemaInKeys = true,
        });
    }
}
