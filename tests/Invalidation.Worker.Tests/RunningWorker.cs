using Microsoft.AspNetCore.Builder;

namespace CacheFleet.Invalidation.Worker.Tests;

/// <summary>A worker inside the test's process.</summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningWorker(WebApplication app) => _app = app;

    public static async Task<RunningWorker> StartAsync(string[] settings)
    {
        var app = WorkerApp.Create([.. settings, "--Logging:LogLevel:Default=Error"]);
        await app.StartAsync();
        return new RunningWorker(app);
    }

    public async Task<bool> IsHealthyAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        using var answer = await client.GetAsync(new Uri("/health", UriKind.Relative));
        return answer.IsSuccessStatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
