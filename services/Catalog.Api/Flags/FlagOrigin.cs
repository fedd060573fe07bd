using CacheFleet.Caching;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Catalog.Api.Origin;
using Npgsql;

namespace CacheFleet.Catalog.Api.Flags;

/// <summary>The flags' rows.</summary>
internal sealed class FlagOrigin(NpgsqlDataSource source, Transactions transactions)
{
    private const string One = """
        /* origin:flag */
        SELECT name, version, enabled FROM catalog.flags WHERE name = $1
        """;

    private const string Update = """
        UPDATE catalog.flags
        SET enabled = $2, version = version + 1, updated_at = clock_timestamp()
        WHERE name = $1
        RETURNING name, version, enabled
        """;

    public async ValueTask<Loaded<Flag>> LoadAsync(string name, CancellationToken cancellation)
    {
        var row = await source.CreateCommand(One).With(name).FirstAsync(Read, cancellation);
        return row is null ? Loaded<Flag>.Absent : Loaded.Of(row, row.Version);
    }

    public Task<Flag?> SwitchAsync(string name, bool enabled, CancellationToken cancellation) =>
        transactions.CommitAsync(
            (connection, stop) =>
                new NpgsqlCommand(Update, connection).With(name, enabled).FirstAsync(Read, stop),
            row => new EntityChanged { Family = "flag", Key = row.Name, Version = row.Version },
            cancellation);

    private static Flag Read(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), row.GetBoolean(2));
}
