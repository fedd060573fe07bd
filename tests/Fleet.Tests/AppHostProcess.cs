using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CacheFleet.LocalServers;
using CacheFleet.Testing;

namespace CacheFleet.Fleet.Tests;

/// <summary>The AppHost as a process of its own with a dashboard, as run.sh starts it.</summary>
internal sealed class AppHostProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource _healthy = new();
    private readonly Process _process;

    private AppHostProcess()
    {
        var api = FreePort.Next();
        Dashboard = new Uri($"http://localhost:{FreePort.Next()}");
        Api = new Uri($"http://localhost:{api}");
        var start = new ProcessStartInfo("dotnet",
        [
            Program, .. TestData.Arguments("--api-port", api.ToString(CultureInfo.InvariantCulture)),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Settings())
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Dashboard { get; }

    public Uri Api { get; }

    public int Pid => _process.Id;

    /// <summary>
    /// Stands in the environment of everything that this AppHost starts, and of nothing else.
    /// </summary>
    public string Mark { get; } = $"CACHEFLEET_TEST_MARK={Path.GetRandomFileName()}";

    // The tests are built beside it, in the same configuration.
    private static string Program => Path.Combine(Repository.Root, "CacheFleet.AppHost",
        Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "Fleet.Tests"), AppContext.BaseDirectory),
        "CacheFleet.AppHost.dll");

    public static async Task<AppHostProcess> StartAsync()
    {
        var host = new AppHostProcess();
        try
        {
            var ended = host._process.WaitForExitAsync();
            var first = await Task.WhenAny(host._healthy.Task, ended).WaitAsync(Patience);
            if (first == ended) throw new InvalidOperationException("The AppHost ended early.");
            return host;
        }
        catch (Exception e)
        {
            host.Dispose();
            throw new InvalidOperationException(
                $"{e.Message} It said:\n{string.Join('\n', host._said)}", e);
        }
    }

    public Task WaitForExitAsync(TimeSpan atMost) => _process.WaitForExitAsync().WaitAsync(atMost);

    /// <summary>Its family ends with it: the orchestrator watches its pid.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Signals.Send(Pid, Signals.Terminate);
            if (!_process.WaitForExit(TimeSpan.FromSeconds(15))) _process.Kill();
        }

        _process.Dispose();
    }

    private Dictionary<string, string> Settings() => new()
    {
        [Mark.Split('=')[0]] = Mark.Split('=')[1],
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["ASPNETCORE_URLS"] = Dashboard.ToString(),
        ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{FreePort.Next()}",
        ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{FreePort.Next()}",
        ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
        ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true",
    };

    private void Hear(string? line)
    {
        if (line is null) return;
        _said.Enqueue(line);
        if (line.StartsWith("The fleet is healthy", StringComparison.Ordinal)) _healthy.TrySetResult();
    }
}
