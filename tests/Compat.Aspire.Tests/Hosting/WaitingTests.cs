using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheFleet.Compat.Aspire.Tests.Hosting;

public sealed class WaitingTests
{
    [Fact]
    public async Task Who_waits_for_a_healthy_resource_starts_when_its_check_says_so()
    {
        var isWell = false;
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.Services.AddHealthChecks().AddCheck(
            "mood", () => isWell ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("bad"));
        var server = builder.AddExecutable("server", "sleep", ".", "600").WithHealthCheck("mood");
        builder.AddExecutable("follower", "sleep", ".", "600").WaitFor(server);
        await using var app = await builder.BuildAsync();
        var start = app.StartAsync();

        await app.ResourceNotifications.WaitForResourceAsync(
            "server", e => e.Snapshot.HealthReports is [{ Status: HealthStatus.Unhealthy }])
            .WaitAsync(SmallFleet.Patience);
        Assert.Equal(KnownResourceStates.Waiting, Assert.Single(app.Instances("follower")).State());

        isWell = true;
        await app.ResourceNotifications.WaitForResourceAsync("follower")
            .WaitAsync(SmallFleet.Patience);
        await start.WaitAsync(SmallFleet.Patience);
    }

    [Fact]
    public async Task Who_waits_for_a_completion_does_not_start_after_a_failure()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var setup = builder.AddExecutable("setup", "sh", ".", "-c", "exit 3");
        builder.AddExecutable("follower", "sleep", ".", "600").WaitForCompletion(setup);
        await using var app = await builder.BuildAsync();
        await app.StartAsync().WaitAsync(SmallFleet.Patience);

        Assert.Equal(3, Assert.Single(app.Instances("setup")).Snapshot.ExitCode);
        Assert.Equal(
            KnownResourceStates.FailedToStart, Assert.Single(app.Instances("follower")).State());
    }

    [Fact]
    public async Task A_connection_string_is_put_together_from_ports_that_only_the_start_decides()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var server = builder.AddExecutable("server", "sleep", ".", "600")
            .WithEndpoint(name: "tcp", isProxied: false);
        var port = server.GetEndpoint("tcp").Property(EndpointProperty.Port);
        var text = builder.AddConnectionString(
            "store", ReferenceExpression.Create($"127.0.0.1:{port},name={"a{b}"}"));
        builder.AddExecutable("client", "sleep", ".", "600").WithReference(text).WaitFor(text);
        await using var app = await builder.BuildAsync();
        await app.StartAsync().WaitAsync(SmallFleet.Patience);

        var expected = $"127.0.0.1:{app.GetEndpoint("server", "tcp").Port},name=a{{b}}";
        Assert.Equal(expected, await app.GetConnectionStringAsync("store"));
        var client = await app.ResourceNotifications.WaitForResourceAsync(
            "client", e => e.State() == KnownResourceStates.Running).WaitAsync(SmallFleet.Patience);
        Assert.Equal(
            expected,
            client.Snapshot.EnvironmentVariables
                .Single(v => v.Name == "ConnectionStrings__store").Value);
    }
}
