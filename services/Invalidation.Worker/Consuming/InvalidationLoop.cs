using CacheFleet.Caching.Kafka.Consuming;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>
/// Applies the topic's events to Redis. A key that fails waits for its own next try while the others go on; the group's
/// position moves past nothing that is not applied or kept as a dead letter. When too much waits, the loop reads no
/// further but stays in its group.
/// </summary>
internal sealed partial class InvalidationLoop(
    EventFeed feed,
    KeyDesk desk,
    Vouching vouching,
    IOptions<WorkerOptions> options,
    LoopHealth health,
    TimeProvider clock,
    Random random,
    ILogger<InvalidationLoop> log) : BackgroundService
{
    private const string Loop = "consumer";

    // Also how long a shutdown may have to wait for an idle consumer.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    // More is read than is applied in a round: in a flood the events of a key meet in the waiting
    // room, and the newest speaks for all.
    private const int ReadAhead = 4;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    private readonly Backoff _backoff = new(random);
    private string? _said;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        feed.Subscribe();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync();
                _backoff.Reset();
            }
            catch (Exception e)
            {
                await MeetTroubleAsync(e);
            }
        }

        feed.Close();
    }

    private async Task RoundAsync()
    {
        var patience = desk.NextIn is { } next && next < Patience ? next : Patience;
        if (desk.Room > 0)
        {
            var limit = Math.Min(desk.Room, ReadAhead * options.Value.BatchSize);
            foreach (var received in await feed.TakeAsync(limit, patience))
                desk.Add(received);
        }
        else if (patience > TimeSpan.Zero)
            await feed.RestAsync(patience < Shortest ? Shortest : patience);

        var settled = await desk.WorkAsync();
        feed.MoveTo(settled);
        if (await vouching.TellAsync(settled) is { Count: > 0 } madeUpFor)
            feed.SkipTo(madeUpFor);
        Report(desk.Trouble);
    }

    private void Report(string? trouble)
    {
        if (trouble is null)
        {
            health.Well(Loop);
            _said = null;
            return;
        }

        health.Trouble(Loop, trouble);
        // Once for each trouble, not once for each round.
        if (_said is null)
            LogTrouble(log, _said = trouble, null);
    }

    private async Task MeetTroubleAsync(Exception trouble)
    {
        var rest = _backoff.Next();
        health.Trouble(Loop, trouble.Message);
        LogTrouble(log, trouble.Message, trouble);
        try
        {
            await feed.RestAsync(rest);
        }
        catch (KafkaException)
        {
            // Where Kafka itself is the trouble it may refuse at once; the rest is due anyway.
            await Task.Delay(rest, clock);
        }
    }

    [LoggerMessage(EventId = 301, Level = LogLevel.Warning,
        Message = "The consumer met trouble and goes on: {What}")]
    private static partial void LogTrouble(ILogger log, string what, Exception? trouble);
}
