using Aspire.Hosting.ApplicationModel;
using CacheFleet.Testing;
using Microsoft.Playwright;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

/// <summary>The real dashboard in a real browser: what we tell must be what it shows.</summary>
public sealed class RealDashboardTests(DashboardInBrowser seen) : IClassFixture<DashboardInBrowser>
{
    [Fact]
    public async Task It_shows_every_instance_with_its_details_and_follows_its_changes()
    {
        var page = await seen.Browser.OpenAsync("/");
        await page.GetByText("api-aaaaaaaa").First.WaitForAsync();
        await page.GetByText("api-bbbbbbbb").First.WaitForAsync();
        await seen.Browser.ShootAsync("resources");
        await seen.Browser.OpenAsync("/?resource=api-aaaaaaaa");
        foreach (var detail in new[] { "Catalog.Api.csproj", "4711", "ConnectionStrings__redis", "200 OK" })
            await page.GetByText(detail).First.WaitForAsync();
        await seen.Browser.ShootAsync("details");
        await seen.Host.Notifications.PublishUpdateAsync(seen.Api, "api-cccccccc", s => s with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Exited, KnownResourceStateStyles.Error),
        });
        await page.GetByText("api-cccccccc").First.WaitForAsync();
    }

    [Fact]
    public async Task It_shows_a_console_and_follows_it()
    {
        var page = await seen.Browser.OpenAsync("/consolelogs/resource/api-aaaaaaaa");
        await page.GetByText("Hello").First.WaitForAsync();
        seen.Host.Loggers.AddLine("api-aaaaaaaa", "2026-11-21T12:00:01.000Z And on", isError: true);
        await page.GetByText("And on").First.WaitForAsync();
        await seen.Browser.ShootAsync("console");
    }

    [Fact]
    public async Task It_asks_before_a_command_and_tells_how_it_failed()
    {
        var page = await seen.Browser.OpenAsync("/consolelogs/resource/api-aaaaaaaa");
        await page.GetByTitle("Does drop").First.ClickAsync();
        await page.GetByText("Really drop?").WaitForAsync();
        await seen.Browser.ShootAsync("question");
        Assert.Empty(seen.Dropped);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes" }).ClickAsync();
        await page.GetByText("Nothing to drop.").First.WaitForAsync();
        await seen.Browser.ShootAsync("failure");
        Assert.Equal(["api-aaaaaaaa"], seen.Dropped);
    }

    [Fact]
    public async Task It_adds_up_the_metrics_of_the_instances_of_a_service()
    {
        var otlp = seen.Dashboard.Addresses.OtlpGrpc;
        using var one = new CountedInstance(otlp, "aaaaaaaa", 40);
        using var other = new CountedInstance(otlp, "bbbbbbbb", 7);
        var instrument = "?meter=CacheFleet&instrument=cachefleet.origin.loads&view=Table";
        // Opened before the second instance is known, the page stays with the first: open it anew.
        await Eventually.IsTrueAsync(
            async () =>
            {
                var all = await seen.Browser.OpenAsync($"/metrics/resource/api{instrument}");
                return await IsSeenAsync(all.GetByRole(AriaRole.Gridcell, new() { Name = "47" }));
            },
            "the sum of both instances");
        await seen.Browser.ShootAsync("metrics of all");
        var page = await seen.Browser.OpenAsync($"/metrics/resource/api-aaaaaaaa{instrument}");
        await page.GetByRole(AriaRole.Gridcell, new() { Name = "40" }).First.WaitForAsync();
        await seen.Browser.ShootAsync("metrics of one");
    }

    private static async Task<bool> IsSeenAsync(ILocator wanted)
    {
        try
        {
            await wanted.First.WaitForAsync(new() { Timeout = 5_000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
