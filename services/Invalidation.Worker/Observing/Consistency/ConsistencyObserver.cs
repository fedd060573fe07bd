using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka.Encoding;
using CacheFleet.Caching.Kafka.Following;
using CacheFleet.Invalidation.Worker.Relaying;
using Confluent.Kafka;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Observing.Consistency;

/// <summary>
/// Reads the log beside everybody else and asks, 1, 10 and 60 s after each change, Redis and every
/// replica's memory whether it has arrived. What has not is counted in
/// <c>cachefleet.inconsistencies</c>: in a healthy fleet, nothing.
/// </summary>
/// <remarks>
/// In the active relay's worker only, so that nothing is counted twice. Of each entry only the
/// newest change of a second is looked for, and of more than some thousands a second only so many.
/// Source: Meta, "Cache made consistent" (2022), whose Polaris does this.
/// </remarks>
internal sealed partial class ConsistencyObserver(
    FollowerFactory followers, ConsistencyCheck check, RelayProgress progress, WorkerTelemetry telemetry,
    IOptions<WorkerOptions> options, TimeProvider clock, ILogger<ConsistencyObserver> log) : BackgroundService
{
    private const int MostPerSecond = 2_000;
    private const int LoggedAtOnce = 3;

    private static readonly int[] Usual = [1, 10, 60];
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(2);

    private readonly WatchedChanges _watched = new(
        [.. (options.Value.ObserveAfterSeconds ?? Usual).Select(seconds => TimeSpan.FromSeconds(seconds))],
        MostPerSecond);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var consumer = followers.Create("observer");
                var follower = followers.Follow(consumer, options.Value.Topic);
                await Task.Run(follower.Seat, stoppingToken);
                await FollowAsync(follower, stoppingToken);
            }
            catch (KafkaException)
            {
                // The consumer says what is wrong with the broker. What came meanwhile is not
                // looked for.
            }

            await Task.Delay(RetryEvery, clock, stoppingToken);
        }
    }

    private async Task FollowAsync(TopicFollower follower, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var gathered = await Task.Run(() => Gather(follower, stopping), stopping);
            if (progress.IsActive)
            {
                foreach (var change in gathered)
                    _watched.Add(change);
            }

            var now = clock.GetUtcNow();
            _watched.Close(now);
            foreach (var (window, changes) in _watched.TakeDue(now))
                await LookAsync(window, changes, stopping);
        }
    }

    // A second's worth of changes.
    private List<EntityChanged> Gather(TopicFollower follower, CancellationToken stopping)
    {
        var begun = clock.GetTimestamp();
        var gathered = new List<EntityChanged>();
        while (clock.GetElapsedTime(begun) < Second && !stopping.IsCancellationRequested)
        {
            if (follower.Next(Patience)?.Content is Decoding.Known known)
                gathered.Add(known.Change);
        }

        return gathered;
    }

    private async Task LookAsync(
        TimeSpan window, IReadOnlyList<EntityChanged> changes, CancellationToken stopping)
    {
        try
        {
            var found = await check.RunAsync(changes, stopping);
            telemetry.Observed(window, changes.Count, found);
            foreach (var one in found.Take(LoggedAtOnce))
                LogInconsistent(log, one.Where, one.Holds, one.Entry, one.Committed, window.TotalSeconds);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // What cannot be asked is neither right nor wrong.
        }
    }

    [LoggerMessage(EventId = 601, Level = LogLevel.Error,
        Message = "{Where} holds version {Holds} of {Entry}, where {Committed} was committed {Seconds} s ago")]
    private static partial void LogInconsistent(
        ILogger log, string where, long holds, string entry, long committed, double seconds);
}
