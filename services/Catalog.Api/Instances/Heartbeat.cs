using Microsoft.AspNetCore.Hosting.Server.Features;
using StackExchange.Redis;
using IServer = Microsoft.AspNetCore.Hosting.Server.IServer;

namespace CacheFleet.Catalog.Api.Instances;

/// <summary>
/// Keeps this replica in the registry while it runs. Redis down: it goes on trying.
/// </summary>
internal sealed partial class Heartbeat(
    InstanceIdentity identity, IConnectionMultiplexer redis, IServer server,
    IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Heartbeat> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly InstanceRegistry _registry = new(redis, clock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        var startedAt = clock.GetUtcNow();
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault() ?? "";
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await TryAsync(stop => _registry.BeatAsync(
                new Instance(identity.Id, Environment.ProcessId, address, startedAt,
                    clock.GetUtcNow()), stop), stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(stop => _registry.LeaveAsync(identity.Id, stop), cancellationToken);
    }

    // The address is known only once the server listens.
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var listening =
            lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        if (!redis.IsConnected)
            return;
        try
        {
            await work(stop);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogMissed(e);
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Debug, Message = "Heartbeat missed")]
    private partial void LogMissed(Exception error);
}
