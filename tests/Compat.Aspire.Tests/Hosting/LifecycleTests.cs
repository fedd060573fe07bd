using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace CacheFleet.Compat.Aspire.Tests.Hosting;

/// <summary>
/// Killing, stopping and starting single instances, as a campaign of faults does.
/// </summary>
public sealed class LifecycleTests(SmallFleet fleet) : IClassFixture<SmallFleet>
{
    [Fact]
    public async Task A_killed_replica_ends_and_rejoins_the_balancer_under_its_own_id_when_started()
    {
        var app = fleet.App;
        var victim = app.Instances("web")[1];
        using (var process = Process.GetProcessById(victim.Pid()))
            process.Kill();
        var ended = await app.UntilAsync(
            victim.ResourceId, s => s.State?.Text == KnownResourceStates.Finished);
        Assert.NotEqual(0, ended.Snapshot.ExitCode);
        Assert.DoesNotContain($"{victim.Pid()}", await AskManyAsync(app));

        await RunCommandAsync(app, victim.ResourceId, KnownResourceCommands.StartCommand);
        var back = await app.UntilAsync(
            victim.ResourceId, s => s.State?.Text == KnownResourceStates.Running
                && s.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy);
        Assert.NotEqual(victim.Pid(), back.Pid());
        Assert.Contains($"{back.Pid()}", await AskManyAsync(app));
    }

    [Fact]
    public async Task Stop_ends_the_process_and_restart_brings_another()
    {
        var app = fleet.App;
        var client = Assert.Single(app.Instances("client"));

        await RunCommandAsync(app, client.ResourceId, KnownResourceCommands.RestartCommand);
        var second = await app.UntilAsync(
            client.ResourceId, s => s.State?.Text == KnownResourceStates.Running);
        Assert.NotEqual(client.Pid(), second.Pid());
        Assert.False(Directory.Exists($"/proc/{client.Pid()}"));

        await RunCommandAsync(app, client.ResourceId, KnownResourceCommands.StopCommand);
        await app.UntilAsync(
            client.ResourceId, s => s.State?.Text == KnownResourceStates.Finished);
        Assert.False(Directory.Exists($"/proc/{second.Pid()}"));
    }

    [Fact]
    public async Task An_explicit_start_waits_for_somebody_to_start_it()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("later", "sleep", ".", "600").WithExplicitStart();
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        var later = Assert.Single(app.Instances("later"));
        Assert.Equal(KnownResourceStates.NotStarted, later.State());

        await RunCommandAsync(app, later.ResourceId, KnownResourceCommands.StartCommand);
        await app.UntilAsync(
            later.ResourceId, s => s.State?.Text == KnownResourceStates.Running);
    }

    private static async Task<HashSet<string>> AskManyAsync(DistributedApplication app)
    {
        var pids = new HashSet<string>();
        for (var i = 0; i < 30; i++)
        {
            using var client = app.CreateHttpClient("web");
            pids.Add(await client.GetStringAsync("/"));
        }

        return pids;
    }

    private static async Task RunCommandAsync(
        DistributedApplication app, string instance, string command)
    {
        var result = await app.ResourceCommands.ExecuteCommandAsync(instance, command);
        Assert.True(result.Success, result.Message);
    }
}
