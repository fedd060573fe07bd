using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Compat.Aspire.Tests.Hosting;

/// <summary>A small fleet under the real DCP, looked at but not touched.</summary>
public sealed class FleetTests(SmallFleet fleet) : IClassFixture<SmallFleet>
{
    [Fact]
    public void Each_starts_only_after_what_it_waits_for()
    {
        var setup = Assert.Single(fleet.App.Instances("setup")).Snapshot;
        var web = fleet.App.Instances("web");
        var client = Assert.Single(fleet.App.Instances("client")).Snapshot;

        Assert.Equal(KnownResourceStates.Finished, setup.State?.Text);
        Assert.Equal(0, setup.ExitCode);
        Assert.Equal(3, web.Length);
        Assert.All(web, w => Assert.True(w.Snapshot.StartTimeStamp >= setup.StopTimeStamp));
        Assert.True(client.StartTimeStamp > web.Min(w => w.Snapshot.StartTimeStamp));
    }

    [Fact]
    public async Task Connections_are_spread_over_all_replicas()
    {
        var pids = new HashSet<string>();
        for (var i = 0; i < 30; i++)
        {
            using var client = fleet.App.CreateHttpClient("web");
            pids.Add(await client.GetStringAsync("/"));
        }

        Assert.Equal(fleet.App.Instances("web").Select(w => $"{w.Pid()}").Order(), pids.Order());
    }

    [Fact]
    public void A_replica_has_the_resources_service_name_and_an_instance_id_of_its_own()
    {
        foreach (var replica in fleet.App.Instances("web"))
        {
            var suffix = replica.ResourceId["web-".Length..];
            Assert.Equal("web", Variable(replica, "OTEL_SERVICE_NAME"));
            Assert.Equal(
                $"service.instance.id={suffix}", Variable(replica, "OTEL_RESOURCE_ATTRIBUTES"));
        }

        var urls = fleet.App.Instances("web").Select(w => Variable(w, "ASPNETCORE_URLS"));
        Assert.Equal(3, urls.Distinct().Count());
    }

    [Fact]
    public void A_reference_tells_the_balanced_address()
    {
        var client = Assert.Single(fleet.App.Instances("client"));
        var told = Variable(client, "services__web__http__0");
        Assert.Equal(fleet.App.GetEndpoint("web").ToString().TrimEnd('/'), told);
    }

    [Fact]
    public void A_child_names_its_parent_and_its_relations()
    {
        var client = Assert.Single(fleet.App.Instances("client")).Snapshot;
        var parent = client.Properties.Single(p => p.Name == "resource.parentName").Value;
        Assert.Contains(parent, fleet.App.Instances("web").Select(w => w.ResourceId));
        Assert.Equal(
            ["Parent", "Reference", "WaitFor"], client.Relationships.Select(r => r.Type).Order());
    }

    [Fact]
    public async Task What_a_process_prints_is_in_its_console_log()
    {
        var setup = Assert.Single(fleet.App.Instances("setup"));
        var lines = new List<string>();
        var logs = fleet.App.Services.GetRequiredService<ResourceLoggerService>();
        using var patience = new CancellationTokenSource(SmallFleet.Patience);
        await foreach (var batch in logs.WatchAsync(setup.ResourceId)
            .WithCancellation(patience.Token))
        {
            lines.AddRange(batch.Select(line => line.Content));
            if (lines.Any(line => line.EndsWith("done", StringComparison.Ordinal)))
                break;
        }

        Assert.Contains(lines, line => line.EndsWith("setting up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_checks_are_told_for_every_replica()
    {
        foreach (var replica in fleet.App.Instances("web"))
        {
            var well = await fleet.App.UntilAsync(
                replica.ResourceId, s => s.HealthReports is [{ LastRunAt: not null }]);
            Assert.Equal("web_http_/health_200_check", well.Snapshot.HealthReports[0].Name);
        }
    }

    private static string? Variable(ResourceEvent instance, string name)
        => instance.Snapshot.EnvironmentVariables.Single(v => v.Name == name).Value;
}
