using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Tests.Declaring;

/// <summary>Bad values are refused where they are made, with a message that says what is allowed.</summary>
public sealed class ValuesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.0001)]
    [InlineData(86400 * 400)]
    public void A_time_to_live_is_positive_and_never_for_ever(double seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ttl.Seconds(seconds));

    [Fact]
    public void A_default_time_to_live_is_none() =>
        Assert.Throws<InvalidOperationException>(() => default(Ttl).Span);

    [Theory]
    [InlineData("")]
    [InlineData("Product")]
    [InlineData("pro:duct")]
    [InlineData("1product")]
    [InlineData("a-name-that-goes-on-for-more-than-forty-characters")]
    public void A_family_name_cannot_break_a_key_or_a_label(string name)
    {
        Assert.Throws<ArgumentException>(() => new FamilyName(name));
        Assert.False(FamilyName.TryParse(name, out _));
    }

    [Fact]
    public void A_policy_name_may_join_two() =>
        Assert.Equal("xfetch+single-flight", new PolicyName("xfetch+single-flight").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("{slot}")]
    public void A_key_is_plain_text(string id)
    {
        var family = Family(EntryPolicy.Baseline(Ttl.Seconds(1)));
        Assert.Throws<ArgumentException>(() => family.Key(id));
    }

    [Fact]
    public void A_key_of_more_than_512_characters_is_refused() =>
        Assert.Throws<ArgumentException>(
            () => Family(EntryPolicy.Baseline(Ttl.Seconds(1))).Key(new string('k', 513)));

    [Fact]
    public void A_key_under_a_policy_that_the_family_lacks_names_those_it_has()
    {
        var key = Family(EntryPolicy.Baseline(Ttl.Seconds(1))).Key("all");
        var error = Assert.Throws<ArgumentException>(() => key.Under(PolicyName.SingleFlight));
        Assert.Contains("baseline", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_needs_a_policy_and_each_only_once()
    {
        var policy = EntryPolicy.Baseline(Ttl.Seconds(1));
        Assert.Throws<ArgumentException>(() => Family());
        Assert.Throws<ArgumentException>(() => Family(policy, policy));
    }

    [Fact]
    public void A_limit_below_one_is_refused()
    {
        var policy = EntryPolicy.Baseline(Ttl.Seconds(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => policy with { LoadsWhileDark = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => policy with { WaitersWhileDark = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => policy with { MaxPayloadBytes = -1 });
    }

    [Fact]
    public void A_loaded_value_is_not_null_and_its_version_not_negative()
    {
        Assert.Throws<ArgumentNullException>(() => Loaded.Of<string>(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loaded.Of("value", -1));
        Assert.Throws<InvalidOperationException>(() => Loaded<string>.Absent.Value);
    }

    [Fact]
    public void Keys_read_prefix_policy_family_schema_version_key()
    {
        var spaces = new KeySpaces(
            [new FamilyId("product", 3, PolicyName.SingleFlight, PolicyName.Baseline)]);
        Assert.True(spaces.TryEntries("product", "42", out var entries));

        Assert.Equal(
            ["cachefleet:single-flight:product:3:42", "cachefleet:baseline:product:3:42"],
            entries.Select(e => e.ToString()));
    }

    [Theory]
    [InlineData("nobody", "42")]
    [InlineData("Product", "42")]
    [InlineData("product", "")]
    [InlineData("product", "4 2")]
    public void An_event_of_an_unknown_family_or_key_has_no_entries(string family, string key) =>
        Assert.False(new KeySpaces([new FamilyId("product", 1)]).TryEntries(family, key, out _));

    private static CacheFamily<string, string> Family(params EntryPolicy[] policies) => new(
        "thing", 1, KeyFormat.Text, new JsonCodec<string>(TestJson.Default.String),
        (_, _) => new(Loaded<string>.Absent), policies);
}
