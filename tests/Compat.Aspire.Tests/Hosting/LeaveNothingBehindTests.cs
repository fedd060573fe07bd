using System.Diagnostics;

namespace CacheFleet.Compat.Aspire.Tests.Hosting;

/// <summary>
/// However an AppHost ends, its dashboard, DCP and all processes are gone within ten seconds.
/// </summary>
public sealed class LeaveNothingBehindTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // Mutant: without --monitor in DcpHost the SIGKILL case leaves the fleet running.
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task A_signal_ends_everything(string signal)
    {
        var free = ("ASPNETCORE_URLS", "");
        using var appHost = new AppHostProcess(free);
        await UntilAsync(
            () => appHost.Living().Any(line => line.Contains("sleep 600", StringComparison.Ordinal)),
            SmallFleet.Patience);
        Assert.Contains(
            appHost.Living(), line => line.Contains("aspire-managed", StringComparison.Ordinal));

        using (Process.Start("kill", ["-s", signal, $"{appHost.Id}"]))
            await UntilAsync(() => appHost.Living().Count == 0, Limit);
    }

    [Fact]
    public async Task A_missing_program_ends_the_start_with_one_line()
    {
        using var appHost = new AppHostProcess(("Program", "no-such-program"));
        Assert.Equal(1, await appHost.ExitCodeAsync(SmallFleet.Patience));
        Assert.Equal(
            "error: 'custom' needs the program 'no-such-program', which is not on PATH: install it, "
            + "or give its path to AddExecutable.\n",
            await appHost.Errors);
        Assert.Empty(appHost.Living());
    }

    [Fact]
    public async Task A_taken_port_ends_the_start_with_one_line()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        using var appHost = new AppHostProcess(("Port", $"{port}"));
        Assert.Equal(1, await appHost.ExitCodeAsync(SmallFleet.Patience));
        Assert.StartsWith(
            $"error: Port {port}, which endpoint 'http' of 'fixed' wants, is taken",
            await appHost.Errors,
            StringComparison.Ordinal);
        Assert.Empty(appHost.Living());
    }

    [Fact]
    public async Task A_missing_bundle_ends_the_start_with_one_line()
    {
        using var appHost = new AppHostProcess(("CACHEFLEET_ASPIRE_BUNDLE", "/no/such/folder"));
        Assert.Equal(1, await appHost.ExitCodeAsync(SmallFleet.Patience));
        Assert.StartsWith(
            "error: The Aspire bundle is missing at '/no/such/folder'",
            await appHost.Errors,
            StringComparison.Ordinal);
        Assert.Empty(appHost.Living());
    }

    private static async Task UntilAsync(Func<bool> holds, TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < patience, "It has not come to pass.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }
}
