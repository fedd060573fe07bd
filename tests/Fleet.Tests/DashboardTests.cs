using Microsoft.Playwright;

namespace CacheFleet.Fleet.Tests;

/// <summary>What somebody sees who opens the dashboard: the real one, in a real browser.</summary>
public sealed class DashboardTests
{
    private const string FanOut = "?meter=CacheFleet&instrument=cachefleet.origin.loads&view=";

    // Set by eng/pictures.sh: where the README's pictures go.
    private static readonly string? Shots = Environment.GetEnvironmentVariable("CACHEFLEET_SHOTS");

    [Fact]
    public async Task It_shows_every_resource_at_work_and_the_origin_fan_out_of_the_fleet_and_of_one_replica()
    {
        using var host = await AppHostProcess.StartAsync();
        using var lab = new LabClient(new HttpClient { BaseAddress = host.Api });
        var instances = await lab.WaitForInstancesAsync(3);
        await lab.FlushAsync("baseline");
        foreach (var instance in instances) await lab.ReadRankingsAsync(instance, "baseline");

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(
            new() { ViewportSize = new() { Width = 1600, Height = 1100 } });

        await SeesResourcesAsync(page, host.Dashboard);
        await SeesFanOutAsync(page, host.Dashboard, "api", "api (application)");
        await SeesFanOutAsync(page, host.Dashboard, $"api-{instances[0].Id}", $"api-{instances[0].Id}");
        if (Shots is not null) await DrawHerdsAsync(page, host.Dashboard, lab, instances);
    }

    // Some herds, the unguarded policy beside single-flight, so that the graph has something to
    // show.
    private static async Task DrawHerdsAsync(
        IPage page, Uri dashboard, LabClient lab, IReadOnlyList<Instance> instances)
    {
        foreach (var policy in new[] { "baseline", "single-flight", "baseline", "single-flight" })
        {
            await lab.FlushAsync(policy);
            await Task.WhenAll(instances.SelectMany(one =>
                Enumerable.Range(0, 40).Select(_ => lab.ReadRankingsAsync(one, policy))));
            await Task.Delay(TimeSpan.FromSeconds(8));
        }

        await page.GotoAsync(new Uri(dashboard, $"/metrics/resource/api{FanOut}Graph&duration=1").ToString());
        await page.Locator(".plotly").First.WaitForAsync();
        await ShootAsync(page, "dashboard-metrics");
    }

    private static async Task SeesResourcesAsync(IPage page, Uri dashboard)
    {
        await page.GotoAsync(dashboard.ToString());
        foreach (var server in new[] { "redis-server", "postgres-server", "zookeeper", "kafka-broker", "worker" })
            await SeesRowAsync(page, server, "Running");
        foreach (var done in new[] { "kafka-topics", "migrations" })
            await SeesRowAsync(page, done, "Finished");
        await ShootAsync(page, "dashboard-resources");
    }

    private static Task SeesRowAsync(IPage page, string resource, string state) =>
        page.GetByRole(AriaRole.Row)
            .Filter(new() { HasText = resource }).Filter(new() { HasText = state })
            .First.WaitForAsync();

    private static async Task SeesFanOutAsync(IPage page, Uri dashboard, string resource, string title)
    {
        await page.GotoAsync(new Uri(dashboard, $"/metrics/resource/{resource}{FanOut}Table").ToString());
        await page.GetByText(title).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.GetByRole(AriaRole.Gridcell).First.WaitForAsync();
    }

    private static async Task ShootAsync(IPage page, string name)
    {
        if (Shots is null) return;
        await Task.Delay(1500);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Shots, $"{name}.png") });
    }
}
