using System.Diagnostics;
using System.Globalization;
using CacheFleet.Caching.Locking;
using CacheFleet.LocalServers;

namespace CacheFleet.Caching.Postgres.Tests.Fencing;

/// <summary>A process of its own that holds the lock, to be killed and stopped.</summary>
internal sealed class HolderProcess : IDisposable
{
    private readonly Process _process;

    private HolderProcess(Process process) => _process = process;

    public FencingToken Token { get; private set; }

    public static async Task<HolderProcess> StartAsync(
        string redis, string postgres, TimeSpan timeToLive)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CacheFleet.LockHolder");
        var holder = new HolderProcess(Process.Start(new ProcessStartInfo(program,
        [
            redis, postgres, timeToLive.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
        var held = await holder.ReadAsync();
        holder.Token = new FencingToken(long.Parse(held["held ".Length..],
            CultureInfo.InvariantCulture));
        return holder;
    }

    public void Kill() => Signals.Send(_process.Id, Signals.Kill);

    public void Pause() => Signals.Send(_process.Id, Signals.Stop);

    public void Resume() => Signals.Send(_process.Id, Signals.Continue);

    public Task WriteAsync(string value) => _process.StandardInput.WriteLineAsync(value);

    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30))
        ?? throw new InvalidOperationException("The lock holder has ended.");

    public void Dispose()
    {
        Resume();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
