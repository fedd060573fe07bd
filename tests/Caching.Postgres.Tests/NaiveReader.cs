using Npgsql;

namespace CacheFleet.Caching.Postgres.Tests;

/// <summary>
/// The control: an outbox poller as it is found in the field, "position above the last".
/// </summary>
internal sealed class NaiveReader(NpgsqlDataSource dataSource)
{
    private long _last;

    public async Task<IReadOnlyList<string>> ReadNewAsync()
    {
        await using var read = dataSource.CreateCommand(
            "SELECT position, key FROM catalog.outbox WHERE position > $1 ORDER BY position");
        read.Parameters.Add(new() { Value = _last });
        await using var rows = await read.ExecuteReaderAsync();
        var keys = new List<string>();
        while (await rows.ReadAsync())
        {
            _last = rows.GetInt64(0);
            keys.Add(rows.GetString(1));
        }

        return keys;
    }
}
