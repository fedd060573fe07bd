using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Following;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Kafka.Tests.Following;

public sealed class FeedTrustTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private readonly StillClock _clock = new();
    private readonly Sink _sink = new();
    private readonly FeedTrust _trust;

    public FeedTrustTests() => _trust = new FeedTrust(_sink, _clock, Bound);

    [Fact]
    public void Before_every_partition_has_been_heard_nothing_is_trusted()
    {
        Assert.Equal(long.MaxValue, _sink.DistrustedBefore);
        _trust.Seat(partitions: 2, _clock.GetTimestamp());
        Mark(0);
        Assert.False(_trust.IsTrusted);

        Mark(1);

        Assert.True(_trust.IsTrusted);
    }

    // Mutant: trusting from the beginning of time lets through what was looked up before the feed
    // began.
    [Fact]
    public void What_was_looked_up_before_the_feed_began_is_never_trusted()
    {
        _clock.Advance(TimeSpan.FromSeconds(5));
        var seated = _clock.GetTimestamp();
        Seat();

        Assert.Equal(seated, _sink.DistrustedBefore);
    }

    [Fact]
    public void A_silent_feed_loses_trust_after_the_bound_and_not_before()
    {
        Seat();
        Pass(Bound);
        Assert.True(_trust.IsTrusted);

        Pass(TimeSpan.FromMilliseconds(1));

        Assert.False(_trust.IsTrusted);
        Assert.Equal(long.MaxValue, _sink.DistrustedBefore);
    }

    // Mutant: trusting as soon as the watermark is within the bound answers what changed while the
    // feed was silent.
    [Fact]
    public void Trust_comes_back_only_with_a_mark_from_after_the_silence()
    {
        Seat();
        Pass(Bound * 2);
        var atTheEnd = _clock.GetUtcNow();
        Pass(TimeSpan.FromSeconds(1));
        var backAt = _clock.GetUtcNow();

        Mark(0, atTheEnd);
        Mark(1, atTheEnd);
        Assert.False(_trust.IsTrusted);

        Mark(0, backAt);
        Assert.False(_trust.IsTrusted);
        Mark(1, backAt);
        Assert.True(_trust.IsTrusted);
    }

    [Fact]
    public void A_feed_that_speaks_of_long_ago_is_as_bad_as_a_silent_one()
    {
        Seat();
        for (var second = 1; second <= 5; second++)
        {
            Pass(TimeSpan.FromSeconds(1));
            var late = _clock.GetUtcNow() - TimeSpan.FromSeconds(second);
            Mark(0, late);
            Mark(1, late);
        }

        Assert.False(_trust.IsTrusted);
    }

    [Fact]
    public void One_partition_that_lags_takes_the_trust_from_all()
    {
        Seat();
        for (var second = 1; second <= 3; second++)
        {
            Pass(TimeSpan.FromSeconds(1));
            Mark(0);
        }

        Assert.False(_trust.IsTrusted);
    }

    [Fact]
    public void An_older_mark_after_a_newer_one_changes_nothing()
    {
        Seat();
        var watermark = _trust.Watermark;

        Mark(0, _clock.GetUtcNow() - Bound * 2);

        Assert.Equal(watermark, _trust.Watermark);
        Assert.True(_trust.IsTrusted);
    }

    [Fact]
    public void A_gap_begins_everything_anew()
    {
        Seat();
        Pass(TimeSpan.FromSeconds(1));
        var anew = _clock.GetTimestamp();
        _trust.Seat(partitions: 3, anew);
        Assert.False(_trust.IsTrusted);

        for (var partition = 0; partition < 3; partition++)
            Mark(partition);

        Assert.Equal(anew, _sink.DistrustedBefore);
    }

    private void Seat()
    {
        _trust.Seat(partitions: 2, _clock.GetTimestamp());
        Mark(0);
        Mark(1);
        Assert.True(_trust.IsTrusted);
    }

    private void Pass(TimeSpan time)
    {
        _clock.Advance(time);
        _trust.Look();
    }

    private void Mark(int partition, DateTimeOffset? publishedTo = null)
    {
        _trust.Take(partition, publishedTo ?? _clock.GetUtcNow());
        _trust.Look();
    }

    private sealed class Sink : IInvalidationSink
    {
        public long DistrustedBefore { get; private set; }

        public bool Apply(EntityChanged change) => true;

        public void DistrustBefore(long timestamp) => DistrustedBefore = timestamp;
    }
}
