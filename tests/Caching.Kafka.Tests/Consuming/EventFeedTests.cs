using CacheFleet.Caching.Kafka.Encoding;

namespace CacheFleet.Caching.Kafka.Tests.Consuming;

public sealed class EventFeedTests(Broker broker)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_group_starts_at_the_beginning_and_takes_no_more_than_it_asks_for()
    {
        using var topic = await TestTopic.CreateAsync(broker, partitions: 1);
        await topic.Publisher.PublishAsync([.. Enumerable.Range(1, 10).Select(v => TestTopic.Event(1, v))]);
        var (feed, _) = topic.Join("reader");

        var first = await TestTopic.TakeAsync(feed, 1);
        var next = await feed.TakeAsync(4, Short);

        Assert.Equal(1, Assert.Single(TestTopic.Changes(first)).Version);
        Assert.Equal([2, 3, 4, 5], TestTopic.Changes(next).Select(change => change.Version));
    }

    [Fact]
    public async Task A_quiet_topic_gives_nothing_within_the_patience()
    {
        using var topic = await TestTopic.CreateAsync(broker, partitions: 1);
        var (feed, _) = topic.Join("reader");

        Assert.Empty(await feed.TakeAsync(10, Short));
    }

    // Mutant: offsets stored when they are read, not when they are done, lose what was in hand at a
    // handover.
    [Fact]
    public async Task What_was_read_and_not_done_comes_again_to_the_next_member_and_what_was_done_does_not()
    {
        using var topic = await TestTopic.CreateAsync(broker, partitions: 1);
        await topic.Publisher.PublishAsync([.. Enumerable.Range(1, 10).Select(v => TestTopic.Event(1, v))]);
        var (dying, _) = topic.Join("reader");
        dying.Done(await TestTopic.TakeAsync(dying, 4));
        await TestTopic.TakeAsync(dying, 3);
        dying.Close();

        var (heir, _) = topic.Join("reader");
        var received = await TestTopic.TakeAsync(heir, 6);

        Assert.Equal([5, 6, 7, 8, 9, 10], TestTopic.Changes(received).Select(change => change.Version));
    }

    [Fact]
    public async Task Two_groups_read_everything_each()
    {
        using var topic = await TestTopic.CreateAsync(broker);
        await topic.Publisher.PublishAsync([.. Enumerable.Range(1, 40).Select(key => TestTopic.Event(key, 1))]);

        var (one, _) = topic.Join("one");
        var (other, _) = topic.Join("other");

        Assert.Equal(40, (await TestTopic.TakeAsync(one, 40)).Count);
        Assert.Equal(40, (await TestTopic.TakeAsync(other, 40)).Count);
    }

    [Fact]
    public async Task A_message_that_is_no_event_is_handed_over_as_such_with_those_around_it()
    {
        using var topic = await TestTopic.CreateAsync(broker, partitions: 1);
        await topic.Publisher.PublishAsync([TestTopic.Event(1, 1)]);
        await topic.SendAsync("{ not json"u8.ToArray());
        await topic.Publisher.PublishAsync([TestTopic.Event(1, 2)]);
        var (feed, _) = topic.Join("reader");

        var received = await TestTopic.TakeAsync(feed, 3);

        Assert.IsType<Decoding.Known>(received[0].Content);
        Assert.IsType<Decoding.Undecodable>(received[1].Content);
        Assert.IsType<Decoding.Known>(received[2].Content);
    }

    [Fact]
    public async Task A_member_that_rests_stays_in_its_group_and_misses_nothing()
    {
        using var topic = await TestTopic.CreateAsync(broker, partitions: 1);
        await topic.Publisher.PublishAsync([TestTopic.Event(1, 1)]);
        var (feed, _) = topic.Join("reader");
        feed.Done(await TestTopic.TakeAsync(feed, 1));

        // Longer than the group's session.
        for (var rest = 0; rest < 8; rest++)
            await feed.RestAsync(TimeSpan.FromMilliseconds(250));
        await topic.Publisher.PublishAsync([TestTopic.Event(1, 2)]);
        var received = await TestTopic.TakeAsync(feed, 1);

        Assert.Equal(2, Assert.Single(TestTopic.Changes(received)).Version);
    }

    [Fact]
    public async Task Events_that_are_taken_over_by_another_member_are_done_without_a_fuss()
    {
        using var topic = await TestTopic.CreateAsync(broker, partitions: 1);
        await topic.Publisher.PublishAsync([TestTopic.Event(1, 1)]);
        var (feed, consumer) = topic.Join("reader");
        var received = await TestTopic.TakeAsync(feed, 1);
        consumer.Unassign();

        feed.Done(received);

        Assert.Single(received);
    }
}
