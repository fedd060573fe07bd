using Npgsql;

namespace CacheFleet.Catalog.Api.Origin;

/// <summary>Runs single statements with positional parameters.</summary>
internal static class Statements
{
    public static NpgsqlCommand With(this NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <summary>The first row, or null if there is none.</summary>
    public static async Task<T?> FirstAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
        where T : class
    {
        await using (command)
        {
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            return await rows.ReadAsync(cancellation) ? read(rows) : null;
        }
    }

    public static async Task<List<T>> AllAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using (command)
        {
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            var all = new List<T>();
            while (await rows.ReadAsync(cancellation))
                all.Add(read(rows));
            return all;
        }
    }
}
