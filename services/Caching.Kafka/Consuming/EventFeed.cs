using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Consuming;

/// <summary>
/// Reads the topic as a member of a group. Nothing counts as read before <see cref="Done"/>: after
/// a crash or a handover the events come again, so whoever applies them must not mind duplicates.
/// </summary>
public sealed class EventFeed(
    IConsumer<string, byte[]> consumer, string topic, BrokerReminder reminder)
{
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;

    private readonly Queue<ReceivedEvent> _cameWhileResting = new();

    /// <summary>Joins the group.</summary>
    public void Subscribe() => consumer.Subscribe(topic);

    /// <summary>Waits for the first event, then takes what else is there.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="patience">How long to wait for the first.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>None if none came in time.</returns>
    /// <exception cref="ConsumeException">The broker refused; trying again may help.</exception>
    public Task<IReadOnlyList<ReceivedEvent>> TakeAsync(
        int limit, TimeSpan patience, CancellationToken cancellation = default) =>
        Task.Run<IReadOnlyList<ReceivedEvent>>(() => Take(limit, patience), cancellation);

    /// <summary>
    /// Stays in the group without reading on: a member that does not ask for so long is taken for
    /// dead.
    /// </summary>
    public Task RestAsync(TimeSpan rest, CancellationToken cancellation = default) =>
        Task.Run(() => Rest(rest), cancellation);

    /// <summary>These have been applied: the group's position may move past them.</summary>
    public void Done(IReadOnlyList<ReceivedEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        MoveTo(events
            .GroupBy(received => received.At.TopicPartition)
            .Select(group => new TopicPartitionOffset(
                group.Key, group.Max(received => received.At.Offset.Value) + 1)));
    }

    /// <summary>Everything before these has been applied: the group's position may move there.</summary>
    public void MoveTo(IEnumerable<TopicPartitionOffset> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        foreach (var next in positions)
            Store(next);
    }

    /// <summary>Goes on from these offsets in whatever partitions are read here and stand further back.</summary>
    public void SkipTo(IReadOnlyDictionary<int, long> offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        foreach (var partition in consumer.Assignment)
        {
            var at = consumer.Position(partition);
            if (!offsets.TryGetValue(partition.Partition.Value, out var to) || at == Offset.Unset || at.Value >= to
                || to > consumer.GetWatermarkOffsets(partition).High.Value)
                continue;
            var there = new TopicPartitionOffset(partition, to);
            consumer.Seek(there);
            Store(there);
        }
    }

    /// <summary>
    /// Commits the position and leaves the group, so that others take over at once.
    /// </summary>
    public void Close() => consumer.Close();

    private List<ReceivedEvent> Take(int limit, TimeSpan patience)
    {
        var events = new List<ReceivedEvent>();
        while (events.Count < limit && _cameWhileResting.TryDequeue(out var earlier))
            events.Add(earlier);
        try
        {
            while (events.Count < limit
                && Next(events.Count == 0 ? patience : AtOnce) is { } received)
                events.Add(received);
        }
        catch (ConsumeException) when (events.Count > 0)
        {
            // What has been taken must not be dropped: a later position would cover it. The trouble
            // shows again at the next attempt.
        }

        return events;
    }

    private ReceivedEvent? Next(TimeSpan patience) => ReceivedEvent.Next(consumer, patience, reminder);

    private void Rest(TimeSpan rest)
    {
        consumer.Pause(consumer.Assignment);
        try
        {
            // Only a partition that was assigned during the rest has anything to give.
            if (Next(rest) is { } received)
                _cameWhileResting.Enqueue(received);
        }
        finally
        {
            consumer.Resume(consumer.Assignment);
        }
    }

    private void Store(TopicPartitionOffset next)
    {
        try
        {
            consumer.StoreOffset(next);
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_State)
        {
            // The partition has gone to another member, which reads these events again.
        }
    }
}
