namespace CacheFleet.Catalog.Api.Lab.FailedWrites;

/// <summary>One way of changing cache and database when the database may fail.</summary>
internal interface IFailedWrite
{
    /// <summary>Changes the price; what it throws was not acknowledged.</summary>
    Task WriteAsync(long id, int price, CancellationToken cancellation);
}

/// <summary>1. Cache first; when the database fails, the cache is given its old value again.</summary>
internal sealed class CacheThenRollback(CachedState cache, PriceRow row) : IFailedWrite
{
    public async Task WriteAsync(long id, int price, CancellationToken cancellation)
    {
        var before = await cache.FindAsync(id);
        await cache.SetAsync(id, price);
        try
        {
            await row.WriteAsync(id, price, cancellation);
        }
        catch
        {
            await cache.RestoreAsync(id, before);
            throw;
        }
    }
}

/// <summary>
/// 2. Cache first; when the database fails, its row replaces what this write has put into the cache.
/// </summary>
internal sealed class CacheThenResync(CachedState cache, PriceRow row) : IFailedWrite
{
    public async Task WriteAsync(long id, int price, CancellationToken cancellation)
    {
        await cache.SetAsync(id, price);
        try
        {
            await row.WriteAsync(id, price, cancellation);
        }
        catch
        {
            await cache.ExchangeAsync(id, price, await row.ReadAsync(id, CancellationToken.None));
            throw;
        }
    }
}

/// <summary>
/// 3. Cache first, acknowledged; what the database has refused is buffered and tried until it takes it.
/// </summary>
/// <remarks>Setting a price again does no harm; a change that counts up would need its idempotency key.</remarks>
internal sealed class CacheThenReplay(CachedState cache, PriceRow row, ReplayBuffer buffer) : IFailedWrite
{
    public async Task WriteAsync(long id, int price, CancellationToken cancellation)
    {
        // The overlay: until its row has it, the cache is where the buffered value is read.
        await cache.SetAsync(id, price);
        if (buffer.TryFollow(id, price))
            return;
        try
        {
            await row.WriteAsync(id, price, cancellation);
        }
        catch
        {
            buffer.Begin(id, price);
        }
    }
}

/// <summary>4. Both at once; when the database fails, the cache is given its old value again.</summary>
internal sealed class BothThenRollback(CachedState cache, PriceRow row) : IFailedWrite
{
    public async Task WriteAsync(long id, int price, CancellationToken cancellation)
    {
        var before = await cache.FindAsync(id);
        var caching = cache.SetAsync(id, price);
        try
        {
            await row.WriteAsync(id, price, cancellation);
            await caching;
        }
        catch
        {
            await caching;
            await cache.RestoreAsync(id, before);
            throw;
        }
    }
}
