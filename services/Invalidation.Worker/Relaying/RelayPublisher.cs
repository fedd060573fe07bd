using System.Diagnostics;
using CacheFleet.Caching.Kafka.Publishing;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Invalidation.Worker.Observing;

namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>
/// Publishes a batch; each event's span hangs on the request that made the change.
/// </summary>
internal sealed class RelayPublisher(EventPublisher publisher, WorkerTelemetry telemetry)
{
    public async Task PublishAsync(IReadOnlyList<OutboxEntry> entries)
    {
        var spans = new List<Activity>();
        try
        {
            await publisher.PublishAsync([.. entries.Select(entry => Outgoing(entry, spans))]);
        }
        catch (PublishingFailedException e)
        {
            foreach (var span in spans)
                span.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        finally
        {
            foreach (var span in spans)
                span.Dispose();
        }
    }

    private OutgoingEvent Outgoing(OutboxEntry entry, List<Activity> spans)
    {
        var change = entry.Change;
        var span = telemetry.Start(
            "cachefleet.publish", ActivityKind.Producer, change.TraceParent);
        if (span is not null)
        {
            span.SetTag("messaging.system", "kafka");
            span.SetTag("messaging.operation.type", "send");
            span.SetTag("messaging.message.id", entry.At.ToString());
            span.SetTag("cachefleet.family", change.Family);
            spans.Add(span);
            change = change with { TraceParent = span.Id };
        }

        return new OutgoingEvent(entry.At.ToString(), change);
    }
}
