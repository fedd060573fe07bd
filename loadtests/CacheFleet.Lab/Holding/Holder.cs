using System.Threading.Channels;
using CacheFleet.LocalServers;

namespace CacheFleet.Lab.Holding;

/// <summary>A holder that runs: its process, and what it says.</summary>
internal sealed class Holder : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();
    private readonly LocalProcess _process;

    private Holder(LocalProcess process)
    {
        _process = process;
        process.Said += line => _said.Writer.TryWrite(line);
    }

    /// <summary>Starts one and waits until it has the lock of the row.</summary>
    public static async Task<Holder> StartAsync(LockRig rig, long row, CancellationToken ct)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CacheFleet.Lab");
        var holder = new Holder(LocalProcess.Start("holder", RunFolder.Create("holder"), program,
        [
            HoldCommand.Name, rig.Redis.ConnectionString, rig.Postgres.ConnectionString + ";Pooling=false",
            FormattableString.Invariant($"{rig.TimeToLive.TotalMilliseconds}"),
            FormattableString.Invariant($"{row}"),
        ]));
        await holder.WaitForAsync("held", ct);
        return holder;
    }

    /// <summary>Reads on until it says one of these; what that was.</summary>
    public async Task<string> WaitForAsync(string[] lines, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        while (true)
        {
            var line = await _said.Reader.ReadAsync(limit.Token);
            if (lines.Contains(line)) return line;
        }
    }

    public Task<string> WaitForAsync(string line, CancellationToken ct) => WaitForAsync([line], ct);

    /// <summary>What it will write; it lies in the pipe while the holder is stopped.</summary>
    public Task WriteAsync(string value) => _process.WriteLineAsync(value);

    public void Stop() => Signals.Send(_process.Pid, Signals.Stop);

    public void Continue() => Signals.Send(_process.Pid, Signals.Continue);

    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
