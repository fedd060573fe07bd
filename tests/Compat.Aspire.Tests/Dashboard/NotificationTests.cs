using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

public sealed class NotificationTests : IAsyncLifetime
{
    private readonly Thing _redis = new("redis");
    private HostUnderTest _host = null!;

    private ResourceNotificationService Notifications => _host.Notifications;

    public async ValueTask InitializeAsync() => _host = await HostUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_wait_ends_at_once_where_the_state_is_reached_already()
    {
        await _host.RunAsync(_redis);
        await Notifications.WaitForResourceAsync("redis");
        Assert.True(Notifications.TryGetCurrentState("redis", out var now));
        Assert.Equal(HealthStatus.Healthy, now.Snapshot.HealthStatus);
    }

    [Fact]
    public async Task A_running_resource_is_healthy_only_once_all_its_checks_have_answered_well()
    {
        await ReportAsync(null);
        await _host.RunAsync(_redis);
        var waiting = Notifications.WaitForResourceHealthyAsync("redis");
        await ReportAsync(HealthStatus.Degraded);
        await Task.Delay(50);
        Assert.False(waiting.IsCompleted);
        await ReportAsync(HealthStatus.Healthy);
        Assert.Equal(HealthStatus.Healthy, (await waiting).Snapshot.HealthStatus);
    }

    [Fact]
    public async Task A_wait_for_health_stops_when_the_resource_ends_and_says_how()
    {
        await Notifications.PublishUpdateAsync(
            _redis, s => s with { State = KnownResourceStates.Exited, ExitCode = 3 });
        var gaveUp = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => Notifications.WaitForResourceHealthyAsync("redis"));
        Assert.Contains("redis is Exited, exit code 3", gaveUp.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_wait_says_where_things_stand()
    {
        await Notifications.PublishUpdateAsync(_redis, s => s with { State = KnownResourceStates.Starting });
        using var soon = new CancellationTokenSource(50);
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Notifications.WaitForResourceAsync("redis", cancellationToken: soon.Token));
        Assert.Contains("redis is Starting", cancelled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watcher_sees_every_state_in_order_without_gap_or_repetition()
    {
        await SetAsync(0);
        var seen = new List<int?>();
        var watching = Task.Run(async () =>
        {
            await foreach (var told in Notifications.WatchAsync())
            {
                seen.Add(told.Snapshot.ExitCode);
                if (told.Snapshot.ExitCode == 1000) return;
            }
        });
        for (var i = 1; i <= 1000; i++) await SetAsync(i);
        await watching.WaitAsync(TimeSpan.FromSeconds(10));

        // Mutant: subscribe after the look at what there is; then a state is lost now and then.
        Assert.Equal(seen.Order().Distinct(), seen);
        Assert.Equal(1000 - seen[0] + 1, seen.Count);
    }

    [Fact]
    public async Task A_name_means_an_instance_only_where_there_is_one()
    {
        var api = new Thing("api").WithInstances("api-1", "api-2");
        await _host.RunAsync(api, "api-1");
        Assert.True(Notifications.TryGetCurrentState("api", out var one));
        Assert.Equal("api-1", one.ResourceId);
        await _host.RunAsync(api, "api-2");
        Assert.False(Notifications.TryGetCurrentState("api", out _));
        Assert.True(Notifications.TryGetCurrentState("api-2", out _));
    }

    [Fact]
    public async Task A_dependent_waits_until_each_of_its_dependencies_has_got_as_far_as_asked()
    {
        var migrations = new Thing("migrations");
        var api = Dependent(
            new WaitAnnotation(_redis, WaitType.WaitUntilHealthy),
            new WaitAnnotation(migrations, WaitType.WaitForCompletion));
        var waiting = Notifications.WaitForDependenciesAsync(api, CancellationToken.None);
        Assert.Equal(["migrations", "redis"], await WaitingForAsync(api, 2));
        await _host.RunAsync(_redis);
        Assert.Equal(["migrations"], await WaitingForAsync(api, 1));
        Assert.False(waiting.IsCompleted);
        await _host.RunAsync(migrations);
        Assert.False(waiting.IsCompleted);
        await Notifications.PublishUpdateAsync(
            migrations, s => s with { State = KnownResourceStates.Finished, ExitCode = 0 });
        await waiting.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_dependency_that_ended_badly_stops_its_dependent()
    {
        await Notifications.PublishUpdateAsync(
            _redis, s => s with { State = KnownResourceStates.Finished, ExitCode = 1 });
        var api = Dependent(new WaitAnnotation(_redis, WaitType.WaitForCompletion));
        var failed = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => Notifications.WaitForDependenciesAsync(api, CancellationToken.None));
        Assert.Contains("'api' stopped waiting for 'redis'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 1", failed.Message, StringComparison.Ordinal);
    }

    private static Thing Dependent(params WaitAnnotation[] waits)
    {
        var api = new Thing("api");
        foreach (var wait in waits) api.Annotations.Add(wait);
        return api;
    }

    private async Task<string[]> WaitingForAsync(Thing resource, int count)
    {
        var told = await Notifications.WaitForResourceAsync(resource.Name, e => Names(e).Length == count);
        return Names(told);

        static string[] Names(ResourceEvent e) => e.Snapshot.Properties
            .Where(p => p.Name == KnownProperties.WaitingFor)
            .SelectMany(p => (string[])p.Value!).ToArray();
    }

    private Task SetAsync(int exitCode) =>
        Notifications.PublishUpdateAsync(_redis, s => s with { ExitCode = exitCode });

    private Task ReportAsync(HealthStatus? status) => Notifications.PublishUpdateAsync(
        _redis, s => s with { HealthReports = [new HealthReportSnapshot("ping", status, null, null)] });
}
