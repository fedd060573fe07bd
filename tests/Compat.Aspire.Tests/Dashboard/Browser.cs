using Microsoft.Playwright;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

/// <summary>
/// One page of the installed Chromium. CACHEFLEET_SHOTS names a folder for pictures of what it
/// sees.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string? Shots = Environment.GetEnvironmentVariable("CACHEFLEET_SHOTS");
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;
    private readonly Uri _site;

    private Browser(IPlaywright playwright, IBrowser browser, IPage page, Uri site)
    {
        (_playwright, _browser, _page, _site) = (playwright, browser, page, site);
    }

    public static async Task<Browser> StartAsync(Uri site)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(
            new() { ViewportSize = new() { Width = 1500, Height = 900 } });
        return new Browser(playwright, browser, page, site);
    }

    public async Task<IPage> OpenAsync(string path)
    {
        await _page.GotoAsync(new Uri(_site, path).ToString());
        return _page;
    }

    public async Task ShootAsync(string name)
    {
        if (Shots is null) return;
        await Task.Delay(1500);
        await _page.ScreenshotAsync(new() { Path = Path.Combine(Shots, $"{name}.png") });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
