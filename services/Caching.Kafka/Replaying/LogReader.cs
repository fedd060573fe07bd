using CacheFleet.Caching.Kafka.Consuming;
using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Replaying;

/// <summary>
/// Reads a part of the topic once more, as member of no group. Not for two threads at a time.
/// </summary>
public sealed class LogReader(IConsumer<string, byte[]> consumer, string topic)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>From these offsets to the end as it is now.</summary>
    /// <param name="from">Where to begin; a partition that is not named begins with what the broker still has.</param>
    /// <exception cref="KafkaException">The broker does not answer, or has no such topic.</exception>
    public Task<LogSpan> MeasureAsync(IReadOnlyDictionary<int, long> from) => Task.Run(() => Measure(from));

    /// <summary>Reads a span from its beginning to its end.</summary>
    /// <param name="span">Which.</param>
    /// <param name="limit">How many messages are handed over at a time.</param>
    /// <param name="take">Takes them; per partition they come in their order.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public async Task ReadAsync(
        LogSpan span, int limit, Func<IReadOnlyList<ReceivedEvent>, Task> take, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(span);
        ArgumentNullException.ThrowIfNull(take);
        var left = span.To.Where(end => span.From[end.Key] < end.Value).ToDictionary();
        consumer.Assign(left.Keys.Select(partition => new TopicPartitionOffset(
            topic, partition, span.From[partition])));
        try
        {
            while (left.Count > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                await take(await Task.Run(() => Take(left, limit), cancellation));
            }
        }
        finally
        {
            consumer.Unassign();
        }
    }

    private LogSpan Measure(IReadOnlyDictionary<int, long> from)
    {
        var (begin, end, isWhole) = (new Dictionary<int, long>(), new Dictionary<int, long>(), true);
        foreach (var partition in consumer.PartitionsOf(topic, Longest))
        {
            var has = consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Longest);
            var wanted = from.GetValueOrDefault(partition, has.Low);
            isWhole &= wanted >= has.Low;
            end[partition] = has.High;
            begin[partition] = Math.Clamp(wanted, has.Low, has.High);
        }

        return new LogSpan(begin, end, isWhole);
    }

    private List<ReceivedEvent> Take(Dictionary<int, long> left, int limit)
    {
        var taken = new List<ReceivedEvent>();
        while (taken.Count < limit && left.Count > 0)
        {
            var message = consumer.Consume(Longest) ?? throw new KafkaException(ErrorCode.Local_TimedOut);
            if (message.IsPartitionEOF || !left.TryGetValue(message.Partition.Value, out var end))
                continue;
            if (message.Offset.Value < end)
                taken.Add(ReceivedEvent.Of(message));
            if (message.Offset.Value >= end - 1)
                left.Remove(message.Partition.Value);
        }

        return taken;
    }
}
