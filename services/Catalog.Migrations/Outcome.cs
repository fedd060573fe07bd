using Microsoft.Extensions.Logging;
using Npgsql;

namespace CacheFleet.Catalog.Migrations;

/// <summary>What the program says at its end.</summary>
internal static partial class Outcome
{
    /// <summary>One line that says what failed, where, and what to look at.</summary>
    public static string Describe(Exception failure, string? connectionString)
    {
        if (failure is not NpgsqlException { InnerException: not null } and not PostgresException)
            return failure.Message;
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        return failure is PostgresException refusal
            ? $"Database '{server.Database}' at {server.Host}:{server.Port} refused: "
                + $"{refusal.SqlState} {refusal.MessageText}"
            : $"No database at {server.Host}:{server.Port} ({failure.InnerException!.Message}): "
                + "is the server up, and is ConnectionStrings__catalog right?";
    }

    [LoggerMessage(EventId = 104, Level = LogLevel.Information, Message = "The catalogue is ready")]
    public static partial void LogReady(ILogger log);

    [LoggerMessage(EventId = 105, Level = LogLevel.Critical, Message = "{What}")]
    public static partial void LogFailed(ILogger log, string what);
}
