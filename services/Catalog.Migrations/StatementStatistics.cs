using Microsoft.Extensions.Logging;
using Npgsql;

namespace CacheFleet.Catalog.Migrations;

/// <summary>
/// Turns on pg_stat_statements, by which the database itself counts the origin's statements. The
/// fleet works without it; only that count is missing then.
/// </summary>
internal sealed partial class StatementStatistics(NpgsqlDataSource dataSource, ILogger log)
{
    public async Task EnableAsync(CancellationToken cancellation)
    {
        try
        {
            await RunAsync("CREATE EXTENSION IF NOT EXISTS pg_stat_statements", cancellation);
            await RunAsync("SELECT count(*) FROM pg_stat_statements", cancellation);
        }
        catch (PostgresException e)
        {
            LogNotCounting(log, e.MessageText);
        }
    }

    private async Task RunAsync(string sql, CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(EventId = 103, Level = LogLevel.Warning,
        Message = "Postgres does not count statements ({Reason}): start it with "
            + "shared_preload_libraries=pg_stat_statements to compare its count with the fleet's")]
    private static partial void LogNotCounting(ILogger log, string reason);
}
