using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CacheFleet.AppHost.Native.Health;

/// <summary>SELECT 1 on a connection that is not kept. (The fleet's own database comes with the migrations.)</summary>
internal sealed class PostgresSelect(int port) : IHealthCheck
{
    private readonly string _connection =
        $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false;Timeout=5";

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_connection);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            return await command.ExecuteScalarAsync(cancellationToken) is 1
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("SELECT 1 was not 1");
        }
        catch (Exception silent) when (silent is NpgsqlException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy(silent.Message);
        }
    }
}
