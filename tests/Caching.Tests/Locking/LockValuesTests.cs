using CacheFleet.Caching.Locking;

namespace CacheFleet.Caching.Tests.Locking;

public sealed class LockValuesTests
{
    public static TheoryData<string, LockOptions> BadOptions => new()
    {
        { nameof(LockOptions.TimeToLive), new() { TimeToLive = TimeSpan.FromMilliseconds(29) } },
        { nameof(LockOptions.TimeToLive), new() { TimeToLive = TimeSpan.MaxValue } },
        { nameof(LockOptions.SkewMargin), new() { SkewMargin = TimeSpan.Zero } },
        { nameof(LockOptions.SkewMargin), new() { SkewMargin = TimeSpan.FromSeconds(4) } },
        { nameof(LockOptions.AnswerWithin), new() { AnswerWithin = TimeSpan.FromSeconds(4) } },
        { nameof(LockOptions.AcquireWithin), new() { AcquireWithin = TimeSpan.Zero } },
        { nameof(LockOptions.Rest), new() { Rest = TimeSpan.Zero } },
        { nameof(LockOptions.LooksWhileTaken), new() { LooksWhileTaken = 0 } },
        { nameof(LockOptions.WaitersPerKey), new() { WaitersPerKey = -1 } },
        { nameof(LockOptions.LongestHold), new() { LongestHold = TimeSpan.FromSeconds(9) } },
    };

    [Theory]
    [MemberData(nameof(BadOptions), DisableDiscoveryEnumeration = true)]
    public void A_knob_out_of_its_range_is_refused_by_name_and_value(string knob, LockOptions options)
    {
        var thrown = Assert.Throws<ArgumentException>(() => new FencedLock(
            new MemoryLockStore(TimeProvider.System), options, TimeProvider.System, new Random(1)));

        Assert.Contains($"LockOptions.{knob} is ", thrown.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("line\nbreak")]
    public void A_lock_needs_a_plain_name(string name) =>
        Assert.Throws<ArgumentException>(() => new LockKey(name));

    [Fact]
    public void A_name_has_a_limit()
    {
        Assert.Equal(512, new LockKey(new string('a', 512)).Name.Length);
        Assert.Throws<ArgumentException>(() => new LockKey(new string('a', 1_025)));
    }

    [Fact]
    public void A_token_is_above_zero_and_in_order()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FencingToken(0));
        Assert.Throws<InvalidOperationException>(() => default(FencingToken).Value);
        Assert.True(new FencingToken(1) < new FencingToken(2));
    }
}
