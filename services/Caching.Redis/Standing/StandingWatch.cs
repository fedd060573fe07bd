using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>Tells a reader whether the shared store may be believed.</summary>
/// <remarks>
/// Not while the store is another one than the log was applied to (a promoted replica, a restored
/// file), and not while a recovery is under way: until a worker has made up for what is missing,
/// deletes may be. Every lost connection makes it unknown at once, before anything can be read
/// over the next one. A store without any record is believed: nobody has ever vouched for it (no
/// worker yet), or it is empty.
/// </remarks>
public sealed class StandingWatch(IConnectionMultiplexer redis, StandingRecord record) : BackgroundService
{
    /// <summary>How long it may take until every reader knows of a recovery.</summary>
    public static TimeSpan KnownWithin { get; } = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _broken = new(0);
    private int _breaks;
    private bool _hadRecord;

    /// <summary>What is in the store may be answered.</summary>
    public bool IsTrusted { get; private set; }

    /// <summary>
    /// A recovery is under way: what was loaded before may be wrong, wherever it is.
    /// </summary>
    public bool IsRecovering { get; private set; }

    /// <summary>Loads at the origin are to be limited.</summary>
    public bool IsCapped { get; private set; }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionFailed += OnBreak;
        redis.ConnectionRestored += OnBreak;
        // Before the first request, where the store is there.
        if (redis.IsConnected)
            await LookAsync();
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        redis.ConnectionFailed -= OnBreak;
        redis.ConnectionRestored -= OnBreak;
        _broken.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Looks for as long as the process runs.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync();
            await _broken.WaitAsync(Every, stoppingToken);
        }
    }

    private void OnBreak(object? sender, ConnectionFailedEventArgs what)
    {
        Interlocked.Increment(ref _breaks);
        IsTrusted = false;
        _broken.Release();
    }

    private async Task LookAsync()
    {
        var breaks = Volatile.Read(ref _breaks);
        try
        {
            var standing = await record.ReadAsync();
            _hadRecord |= standing.Record is not null;
            IsRecovering = standing.Recovering is not null;
            var isTrusted = !IsRecovering && !standing.IsAnother && (standing.Record is not null || !_hadRecord);
            IsCapped = standing.IsCapped || !isTrusted;
            IsTrusted = isTrusted;
            // What was asked over a connection that has broken since says nothing of the next one.
            if (breaks != Volatile.Read(ref _breaks))
                IsTrusted = false;
        }
        catch (Exception e) when (Troubles.Explains(e))
        {
            // A server that is slow is still the same one: only a break of the connection casts doubt on it.
        }
    }
}
