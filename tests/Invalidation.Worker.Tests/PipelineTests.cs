using System.Collections.Concurrent;
using System.Diagnostics;
using CacheFleet.Testing;
using Confluent.Kafka;

namespace CacheFleet.Invalidation.Worker.Tests;

public sealed class PipelineTests(Servers servers)
{
    [Fact]
    public async Task A_commit_removes_the_older_entry_and_spares_the_newer()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await fleet.FillAsync(1, version: 4);
        await fleet.FillAsync(2, version: 6);
        await using var worker = await RunningWorker.StartAsync(fleet.Settings());

        await fleet.CommitAsync(Fleet.Product(2, version: 5));
        await fleet.CommitAsync(Fleet.Product(1, version: 5));

        await fleet.IsGoneAsync(1);
        await fleet.IsDrainedAsync();
        Assert.True(await fleet.HasEntryAsync(2));
        Assert.True(await worker.IsHealthyAsync());
    }

    // Mutant: a consumer that deletes without comparing versions removes the newer entry.
    [Fact]
    public async Task Duplicates_and_older_events_that_come_late_change_nothing()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await fleet.FillAsync(11, version: 9);
        await fleet.FillAsync(12, version: 1);
        await using var worker = await RunningWorker.StartAsync(fleet.Settings());

        await fleet.Publisher.PublishAsync(
        [
            new("1-1", Fleet.Product(11, 9)),
            new("1-1", Fleet.Product(11, 9)),
            new("1-0", Fleet.Product(11, 3)),
        ]);
        await fleet.Publisher.PublishAsync([new("1-2", Fleet.Product(12, 2))]);
        await fleet.IsGoneAsync(12);
        await Task.Delay(500);

        Assert.True(await fleet.HasEntryAsync(11));
    }

    [Fact]
    public async Task A_message_that_is_no_event_does_not_stop_the_ones_behind_it()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await fleet.FillAsync(21, version: 1);
        await using var worker = await RunningWorker.StartAsync(fleet.Settings());

        await fleet.Producer.ProduceAsync(fleet.Topic, new Message<string, byte[]>
        {
            Key = "product:21",
            Value = "{ not json"u8.ToArray(),
        });
        await fleet.CommitAsync(Fleet.Product(21, version: 2));

        await fleet.IsGoneAsync(21);
    }

    [Fact]
    public async Task One_trace_leads_from_the_request_over_the_topic_to_redis()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "CacheFleet",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var worker = await RunningWorker.StartAsync(fleet.Settings());

        using var request = new Activity("PUT /products/{id}").Start();
        await fleet.CommitAsync(Fleet.Product(31, version: 2));
        request.Stop();
        Activity? Span(string name) => spans.FirstOrDefault(
            span => span.TraceId == request.TraceId && span.OperationName == name);
        await Eventually.IsTrueAsync(() => Span("cachefleet.invalidate") is not null, "last span");

        Assert.Equal(request.SpanId, Span("cachefleet.publish")!.ParentSpanId);
        Assert.Equal(
            Span("cachefleet.publish")!.SpanId, Span("cachefleet.invalidate")!.ParentSpanId);
    }
}
