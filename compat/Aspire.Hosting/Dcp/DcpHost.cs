using System.Diagnostics;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// DCP's process. It watches ours (<c>--monitor</c>): if we are killed, it ends everything that it has started.
/// It is detached, so that Ctrl-C reaches us only and we can stop the fleet in order.
/// </summary>
internal sealed class DcpHost(AspireBundle bundle, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    // Meant for the AppHost; inherited they would change what every resource does.
    private static readonly string[] NotInherited =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE",
    ];

    private DirectoryInfo? _session;
    private Process? _process;
    private DcpClient? _client;

    public DcpClient Client
        => _client ?? throw new InvalidOperationException("DCP has not been started.");

    public async Task StartAsync(CancellationToken cancellation)
    {
        var dcp = bundle.Dcp;
        _session = Directory.CreateTempSubdirectory("aspire-dcp-");
        var kubeconfig = Path.Combine(_session.FullName, "kubeconfig");
        _process = Process.Start(CreateStartInfo(dcp, kubeconfig))
            ?? throw new DistributedApplicationException($"'{dcp}' could not be started.");
        // Nobody needs what it prints, but an unread pipe would stop it one day.
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var started = time.GetTimestamp();
        Kubeconfig? config;
        while ((config = Kubeconfig.TryRead(kubeconfig)) is null)
        {
            if (time.GetElapsedTime(started) > StartPatience)
            {
                throw new DistributedApplicationException(
                    $"DCP ('{dcp}') has not opened its API within {StartPatience.TotalSeconds:0} s: "
                    + $"run '{dcp} start-apiserver' by hand to see why.");
            }

            await Task.Delay(Rest, time, cancellation);
        }

        _client = new DcpClient(config);
    }

    /// <summary>Returns when everything that DCP has started is gone, and DCP with it.</summary>
    public async Task StopAsync()
    {
        if (_client is null)
            return;
        using var patience = new CancellationTokenSource(StopPatience, time);
        try
        {
            await _client.ShutDownAsync(patience.Token);
            while (true)
            {
                await Task.Delay(Rest, time, patience.Token);
                await _client.ListServicesAsync(patience.Token);
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The API is gone, which is what we wait for; or it hangs, and --monitor is the net.
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _process?.Dispose();
        try
        {
            _session?.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // DCP has tidied up before us.
        }
    }

    private ProcessStartInfo CreateStartInfo(string dcp, string kubeconfig)
    {
        var info = new ProcessStartInfo(dcp)
        {
            ArgumentList =
            {
                "start-apiserver", "--detach",
                "--monitor", $"{Environment.ProcessId}",
                "--kubeconfig", kubeconfig,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["DCP_SESSION_FOLDER"] = _session!.FullName;
        foreach (var name in NotInherited)
            info.Environment.Remove(name);
        return info;
    }
}
