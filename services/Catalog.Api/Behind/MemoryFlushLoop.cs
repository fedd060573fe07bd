using CacheFleet.Caching;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Catalog.Api.Products;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CacheFleet.Catalog.Api.Behind;

/// <summary>Flushes this process's own memory, also when it is told to stop; not when it is killed.</summary>
internal sealed partial class MemoryFlushLoop(
    MemoryBuffer buffer, NpgsqlDataSource source, OutboxWriter outbox, OutboxBell bell,
    IFleetCache cache, CatalogFamilies families, IOptions<CatalogOptions> options, TimeProvider clock,
    ILogger<MemoryFlushLoop> log) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.FlushEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryFlushAsync(stoppingToken);
    }

    private async Task TryFlushAsync(CancellationToken cancellation)
    {
        if (buffer.Count == 0)
            return;
        try
        {
            await FlushAsync(cancellation);
        }
        catch (NpgsqlException e)
        {
            LogTrouble(e.Message);
        }
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        var changes = buffer.Pending();
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var written = await ProductFlush.WriteAsync(connection, changes, cancellation);
        foreach (var (id, version) in written)
            await outbox.WriteAsync(connection, transaction, ProductOrigin.Changed(id, version), cancellation);
        await transaction.CommitAsync(cancellation);
        bell.Ring();
        foreach (var (id, version) in written)
            await cache.InvalidateAsync(families.Product.Key(id), version, CancellationToken.None);
        buffer.Forget(changes);
    }

    [LoggerMessage(EventId = 31, Level = LogLevel.Warning,
        Message = "Writes in memory could not be written to their rows yet: {Cause}")]
    private partial void LogTrouble(string cause);
}
