using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CacheFleet.LoadTests.Fleet;
using Npgsql;

namespace CacheFleet.Fleet.Tests;

/// <summary>
/// The real AppHost inside the test's process, on free ports, without a dashboard.
/// </summary>
public sealed class RunningFleet : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private DistributedApplication? _app;

    public ResourceNotificationService Notifications => App.ResourceNotifications;

    internal LabClient Lab { get; private set; } = null!;

    private DistributedApplication App =>
        _app ?? throw new InvalidOperationException("The fleet has not been started.");

    public async ValueTask InitializeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var builder = await DistributedApplicationTestingBuilder
            .CreateAsync<Projects.CacheFleet_AppHost>(
                TestData.Arguments("--api-port", "0"), limit.Token);
        _app = await builder.BuildAsync(limit.Token);
        await _app.StartAsync(limit.Token);
        await Notifications.WaitForResourceHealthyAsync("api", limit.Token);
        await Notifications.WaitForResourceHealthyAsync("worker", limit.Token);
        Lab = new LabClient(_app.CreateHttpClient("api", "http"));
        await Lab.WaitForInstancesAsync(3);
    }

    public async Task<NpgsqlConnection> OpenCatalogAsync()
    {
        // Not from a pool: another test may have killed the server since.
        var connection = new NpgsqlConnection(
            $"{await App.GetConnectionStringAsync("catalog")};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A row and its event, of which only the log tells anybody.</summary>
    public async Task WritePastTheApiAsync(int product)
    {
        await using var connection = await OpenCatalogAsync();
        await using var command = new NpgsqlCommand("""
            WITH written AS (
                UPDATE catalog.products SET version = version + 1, updated_at = now()
                WHERE id = $1 RETURNING version)
            INSERT INTO catalog.outbox (family, key, version, kind)
            SELECT 'product', $1::text, version, 'changed' FROM written
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = product });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    /// <summary>Starts the replicas that were killed, and waits until all are there.</summary>
    public async Task ReviveAsync(int replicas)
    {
        using var desk = await FaultDesk.FindAsync(Lab.Http.BaseAddress!, CancellationToken.None);
        foreach (var one in await desk.ResourcesAsync(CancellationToken.None))
        {
            if (one is { Resource: "api", Pid: null })
                await desk.OrderAsync(one.Instance, "start", CancellationToken.None);
        }
        await Lab.WaitForInstancesAsync(replicas);
    }

    public async ValueTask DisposeAsync()
    {
        Lab?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
    }
}
