using CacheFleet.Lab.Shelf;
using CacheFleet.LocalServers;
using Npgsql;

namespace CacheFleet.Lab.Scenarios.Sources;

/// <summary>A streaming replica of the shelf's database that applies each commit late.</summary>
internal sealed class LaggingReplica(NpgsqlDataSource source) : IAsyncDisposable
{
    public static readonly TimeSpan Behind = TimeSpan.FromMilliseconds(400);

    public NpgsqlDataSource Source => source;

    public static async Task<LaggingReplica> StartAsync(ShelfFleet fleet)
    {
        var node = await fleet.Servers.StartAsync(new LocalPostgresReplica(fleet.Postgres, Behind));
        return new LaggingReplica(NpgsqlDataSource.Create(node.ConnectionString));
    }

    public async Task<long> VersionAsync(long id, CancellationToken ct)
    {
        await using var select = source.CreateCommand("SELECT version FROM shelf WHERE id = $1");
        select.Parameters.Add(new NpgsqlParameter { Value = id });
        return (long)(await select.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Returns when the replica has that version too.</summary>
    public async Task CatchUpAsync(long id, long version, CancellationToken ct)
    {
        while (await VersionAsync(id, ct) < version) await Task.Delay(20, ct);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
