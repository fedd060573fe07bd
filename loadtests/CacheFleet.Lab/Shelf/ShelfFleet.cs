using CacheFleet.Caching;
using CacheFleet.LocalServers;

namespace CacheFleet.Lab.Shelf;

/// <summary>
/// Several caches as the processes of a fleet have them, each with its own connection to one Redis,
/// over one PostgreSQL; both servers are the scenario's own.
/// </summary>
internal sealed class ShelfFleet : IAsyncDisposable
{
    public const int Size = 3;

    private readonly ServerGroup _servers;
    private readonly List<Replica> _replicas = [];
    private int _turn;

    private ShelfFleet(ServerGroup servers, LocalRedis redis, LocalPostgres postgres, ShelfOrigin origin) =>
        (_servers, Redis, Postgres, Origin) = (servers, redis, postgres, origin);

    public ServerGroup Servers => _servers;

    public LocalRedis Redis { get; }

    public LocalPostgres Postgres { get; }

    public ShelfOrigin Origin { get; }

    public static async Task<ShelfFleet> StartAsync(
        int seed, CancellationToken ct, params EntryPolicy[] policies)
    {
        var servers = new ServerGroup();
        try
        {
            var redis = await servers.StartAsync(new LocalRedis());
            var postgres = await servers.StartAsync(new LocalPostgres());
            var origin = servers.Keep(
                await ShelfOrigin.CreateAsync(postgres.ConnectionString + ";Timeout=30", ct));
            var fleet = new ShelfFleet(servers, redis, postgres, origin);
            for (var i = 0; i < Size; i++)
                fleet._replicas.Add(await fleet.JoinAsync(seed + i, policies, ct));
            return fleet;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads at one replica after another.</summary>
    public ValueTask<Answer<Item>> ReadAsync(string key, string policy, CancellationToken ct) =>
        ReadAsync((int)((uint)Interlocked.Increment(ref _turn) % Size), key, policy, ct);

    public ValueTask<Answer<Item>> ReadAsync(int replica, string key, string policy, CancellationToken ct) =>
        _replicas[replica].Cache.ReadAsync(
            _replicas[replica].Shelf.Items.Key(key).Under(new PolicyName(policy)), ct);

    /// <summary>What a writer does after its commit: the entry goes, under every policy.</summary>
    public async Task InvalidateAsync(string key, long version) =>
        await _replicas[0].Cache.InvalidateAsync(_replicas[0].Shelf.Items.Key(key), version, CancellationToken.None);

    /// <summary>Puts a row into the cache, as if it had been committed.</summary>
    public async Task WriteThroughAsync(string key, Item item, long version) =>
        await _replicas[0].Cache.WriteThroughAsync(
            _replicas[0].Shelf.Items.Key(key), Loaded.Of(item, version), CancellationToken.None);

    /// <summary>Empties the store.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        using var client = await Redis.OpenAsync(ct);
        await client.AskAsync("FLUSHALL");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas) await replica.Process.DisposeAsync();
        await _servers.DisposeAsync();
    }

    private async Task<Replica> JoinAsync(int seed, EntryPolicy[] policies, CancellationToken ct)
    {
        var shelf = new ShelfFamily(Origin, policies);
        return new Replica(
            await CacheProcess.StartAsync(
                Redis.ConnectionString, shelf, options => options.Seed = seed, ct),
            shelf);
    }

    private sealed record Replica(CacheProcess Process, ShelfFamily Shelf)
    {
        public IFleetCache Cache { get; } = Process.Cache;
    }
}
