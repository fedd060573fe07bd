using CacheFleet.Catalog.Api.Objects;
using CacheFleet.Catalog.Api.Origin;
using Npgsql;

namespace CacheFleet.Catalog.Api.Lab;

internal sealed record OriginReport(IReadOnlyDictionary<string, long> Calls);

internal sealed record DelayChange(int? Milliseconds = null);

/// <summary>
/// The origin as the lab sees it: its own count of calls, its delay, its objects.
/// </summary>
internal sealed class LabOrigin(NpgsqlDataSource source)
{
    private static readonly string[] Tags = ["bestsellers", "product", "object", "flag"];

    // Statements are found by the comment they start with, which the server keeps with them.
    private const string Calls = """
        SELECT substring(query FROM '^\s*/\* origin:([a-z]+) \*/') AS tag, sum(calls)::bigint
        FROM pg_stat_statements
        WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND query LIKE '%/* origin:%'
        GROUP BY 1
        """;

    private const string Delay = "UPDATE catalog.lab_settings SET origin_delay_ms = $1";

    private const string Import = """
        INSERT INTO catalog.objects (type, id, index, version, updated_at)
        SELECT type, id, index, 1, clock_timestamp()
        FROM unnest($1, $2, $3) AS wanted (type, id, index)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>
    /// How often PostgreSQL has run each of the origin's statements to their end.
    /// </summary>
    public async Task<OriginReport> CallsAsync(CancellationToken cancellation)
    {
        var rows = await source.CreateCommand(Calls).AllAsync(
            row => (Tag: row.IsDBNull(0) ? "" : row.GetString(0), Count: row.GetInt64(1)),
            cancellation);
        return new OriginReport(Tags.ToDictionary(
            tag => tag, tag => rows.Where(r => r.Tag == tag).Sum(r => r.Count)));
    }

    public async Task SetDelayAsync(int milliseconds, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Delay).With(milliseconds);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<int> ImportAsync(
        IReadOnlyCollection<ObjectKey> objects, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Import).With(
            objects.Select(o => o.Type).ToArray(),
            objects.Select(o => o.Id).ToArray(),
            objects.Select(o => o.Index).ToArray());
        return await command.ExecuteNonQueryAsync(cancellation);
    }

}
