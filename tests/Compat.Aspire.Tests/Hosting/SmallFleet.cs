using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace CacheFleet.Compat.Aspire.Tests.Hosting;

/// <summary>
/// The AppHost of <c>tests/Compat.Aspire.AppHost</c>, started once for the tests that only look.
/// </summary>
public sealed class SmallFleet : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public DistributedApplication App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder
            .CreateAsync<Projects.Compat_Aspire_AppHost>();
        App = await builder.BuildAsync();
        await App.StartAsync();
        await App.ResourceNotifications.WaitForResourceHealthyAsync("client").WaitAsync(Patience);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

internal static class ApplicationUnderTest
{
    public static ResourceEvent[] Instances(this DistributedApplication app, string resource)
    {
        var model = (DistributedApplicationModel)app.Services
            .GetService(typeof(DistributedApplicationModel))!;
        Assert.True(model.Resources.TryGetByName(resource, out var found));
        return [.. found.GetResolvedResourceNames().Select(id => app.Now(id))];
    }

    public static ResourceEvent Now(this DistributedApplication app, string id)
    {
        Assert.True(app.ResourceNotifications.TryGetCurrentState(id, out var now), id);
        return now;
    }

    public static Task<ResourceEvent> UntilAsync(
        this DistributedApplication app, string id, Func<CustomResourceSnapshot, bool> holds)
        => app.ResourceNotifications
            .WaitForResourceAsync(
                app.Now(id).Resource.Name,
                e => e.ResourceId == id && holds(e.Snapshot))
            .WaitAsync(SmallFleet.Patience);

    public static int Pid(this ResourceEvent instance)
        => (int)instance.Snapshot.Properties.Single(p => p.Name == "executable.pid").Value!;

    public static string? State(this ResourceEvent instance) => instance.Snapshot.State?.Text;
}
