using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Encoding;
using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Publishing;

/// <summary>
/// An event on its way to the topic; the id is the same each time it is published.
/// </summary>
public sealed record OutgoingEvent(string Id, EntityChanged Change);

/// <summary>
/// Puts events on the topic, each entry's in order: the key decides the partition.
/// </summary>
public sealed class EventPublisher(
    IProducer<string, byte[]> producer, string topic, BrokerReminder reminder)
{
    /// <summary>
    /// Publishes all of them and returns once the broker has confirmed every one.
    /// </summary>
    /// <exception cref="PublishingFailedException">
    /// At least one was not confirmed. Any of them may be on the topic all the same: publish all
    /// again.
    /// </exception>
    public async Task PublishAsync(IReadOnlyList<OutgoingEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
            return;
        var reports = new DeliveryReports(events.Count);
        for (var at = 0; at < events.Count; at++)
        {
            if (TryProduce(events[at], reports) is not { } refused)
                continue;
            reports.Fail(events.Count - at, refused);
            break;
        }

        try
        {
            await reports.Completion;
            reminder.Heard();
        }
        catch (PublishingFailedException)
        {
            reminder.HeardNothing();
            throw;
        }
    }

    private Error? TryProduce(OutgoingEvent published, DeliveryReports reports)
    {
        try
        {
            producer.Produce(topic, new Message<string, byte[]>
            {
                Key = published.Change.Subject,
                Value = EventCodec.Encode(published.Id, published.Change),
            }, reports.Take);
            return null;
        }
        catch (ProduceException<string, byte[]> e)
        {
            return e.Error;
        }
    }
}
