using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using HealthState = Aspire.Hosting.Dashboard.Wire.HealthState;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

public sealed class DashboardServiceTests : IAsyncLifetime
{
    private HostUnderTest _host = null!;
    private GrpcClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostUnderTest.StartAsync();
        _client = _host.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task The_application_has_a_name()
    {
        var answer = await _client.CallAsync(
            "GetApplicationInformation",
            new ApplicationInformationRequest(),
            ApplicationInformationResponse.Parser);
        Assert.Equal("UnderTest", answer.ApplicationName);
    }

    [Fact]
    public async Task Whoever_watches_is_told_of_all_instances_first_and_then_of_each_change()
    {
        var api = new Thing("api").WithInstances("api-aaaaaaaa", "api-bbbbbbbb");
        await _host.RunAsync(api, "api-aaaaaaaa");
        await _host.RunAsync(api, "api-bbbbbbbb");

        using var stream = await WatchAsync();
        var first = await stream.NextAsync(WatchResourcesUpdate.Parser);
        await _host.Notifications.PublishUpdateAsync(api, "api-bbbbbbbb", s => s with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Exited, KnownResourceStateStyles.Error),
            ExitCode = 137,
        });
        var second = await stream.NextAsync(WatchResourcesUpdate.Parser);

        Assert.Equal(
            ["api-aaaaaaaa", "api-bbbbbbbb"], first!.InitialData.Resources.Select(r => r.Name).Order());
        Assert.All(first.InitialData.Resources, r => Assert.Equal("api", r.DisplayName));
        Assert.All(first.InitialData.Resources, r => Assert.NotNull(r.CreatedAt));
        var change = Assert.Single(second!.Changes.Value).Upsert;
        Assert.Equal(("api-bbbbbbbb", "Exited", "error"), (change.Name, change.State, change.StateStyle));
        Assert.Equal(137, Property(change, "resource.exitCode").NumberValue);
    }

    [Fact]
    public async Task An_instance_is_told_with_everything_that_is_known_of_it()
    {
        await _host.Notifications.PublishUpdateAsync(new Thing("redis"), s => s with
        {
            ResourceType = KnownResourceTypes.Executable,
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = DateTime.UnixEpoch,
            Urls = [new UrlSnapshot("tcp", "tcp://127.0.0.1:6379", IsInternal: true)],
            EnvironmentVariables = [new EnvironmentVariableSnapshot("A", null, IsFromSpec: true)],
            Relationships = [new RelationshipSnapshot("postgres", KnownRelationshipTypes.WaitFor)],
            Properties =
            [
                new ResourcePropertySnapshot(KnownProperties.ExecutablePath, "/usr/bin/redis-server"),
                new ResourcePropertySnapshot(KnownProperties.ExecutablePid, 4711),
                new ResourcePropertySnapshot(KnownProperties.ExecutableArgs, new[] { "--port", "6379" }),
                new ResourcePropertySnapshot("password", "secret") { IsSensitive = true },
            ],
            HealthReports =
            [
                new HealthReportSnapshot("ping", HealthStatus.Degraded, "slow", null),
                new HealthReportSnapshot("not yet", null, null, null),
            ],
        });

        using var stream = await WatchAsync();
        var told = (await stream.NextAsync(WatchResourcesUpdate.Parser))!.InitialData.Resources.Single();

        var url = Assert.Single(told.Urls);
        Assert.Equal(("tcp", "tcp://127.0.0.1:6379", true), (url.EndpointName, url.FullUrl, url.IsInternal));
        Assert.NotNull(url.DisplayProperties);
        Assert.Equal(("A", "", true), told.Environment
            .Select(e => (e.Name, e.Value, e.IsFromSpec)).Single());
        Assert.Equal(("postgres", "WaitFor"), told.Relationships.Select(r => (r.ResourceName, r.Type)).Single());
        Assert.Equal("/usr/bin/redis-server", Property(told, "executable.path").StringValue);
        Assert.Equal(4711, Property(told, "executable.pid").NumberValue);
        Assert.Equal(["--port", "6379"],
            Property(told, "executable.args").ListValue.Values.Select(v => v.StringValue));
        Assert.True(told.Properties.Single(p => p.Name == "password").IsSensitive);
        Assert.Equal("Unhealthy", Property(told, "resource.healthState").StringValue);
        Assert.Equal(HealthState.Degraded, told.HealthReports.Single(h => h.Key == "ping").Status);
        Assert.False(told.HealthReports.Single(h => h.Key == "not yet").HasStatus);
        Assert.Equal(DateTime.UnixEpoch, told.StartedAt.ToDateTime());
    }

    [Fact]
    public async Task Questions_to_the_user_are_a_stream_that_stays_open_and_silent()
    {
        using var stream = await _client.OpenAsync("WatchInteractions", new ApplicationInformationRequest());
        var next = stream.NextAsync(ApplicationInformationResponse.Parser);

        // Mutant: a stream that ends at once. The dashboard would connect again for ever.
        await Task.WhenAny(next, Task.Delay(500));

        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task A_caller_without_the_key_is_refused()
    {
        using var stranger = new GrpcClient(_host.Address, apiKey: null);
        using var stream = await stranger.OpenAsync("WatchResources", new WatchResourcesRequest());
        Assert.Equal(16, (await stream.EndAsync()).Status);
    }

    [Fact]
    public async Task A_method_that_we_do_not_have_is_called_unimplemented()
    {
        using var stream = await _client.OpenAsync("UploadFile", new WatchResourcesRequest());
        Assert.Equal((12, "There is no method 'UploadFile'."), await stream.EndAsync());
    }

    private Task<GrpcStream> WatchAsync() =>
        _client.OpenAsync("WatchResources", new WatchResourcesRequest());

    private static Google.Protobuf.WellKnownTypes.Value Property(ResourceView resource, string name) =>
        resource.Properties.Single(p => p.Name == name).Value;
}
