using System.Diagnostics;
using Aspire.Hosting.Dashboard;
using CacheFleet.Testing;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

/// <summary>
/// The dashboard process of the Aspire CLI's bundle, started as a host starts it.
/// </summary>
internal sealed class RealDashboard : IAsyncDisposable
{
    public const string TelemetryKey = "open sesame";
    private readonly Process _process;

    private RealDashboard(Process process, DashboardAddresses addresses)
    {
        _process = process;
        Addresses = addresses;
    }

    public DashboardAddresses Addresses { get; }

    public static async Task<RealDashboard> StartAsync(HostUnderTest host)
    {
        var addresses = DashboardAddresses.Free();
        var launch = DashboardLaunch.From(
            Path.Combine(Repository.Tools, "aspire", "managed", "aspire-managed"),
            addresses,
            (host.Address, host.ApiKey),
            TelemetryKey);
        var start = new ProcessStartInfo(launch.Path, launch.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in launch.Environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += Echo;
        process.ErrorDataReceived += Echo;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var dashboard = new RealDashboard(process, addresses);
        await DashboardReady.WaitAsync(addresses.Page, CancellationToken.None);
        return dashboard;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static void Echo(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { Length: > 0 } text)
            TestContext.Current.TestOutputHelper?.WriteLine(text);
    }
}
