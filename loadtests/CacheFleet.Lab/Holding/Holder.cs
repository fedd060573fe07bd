using System.Threading.Channels;
using CacheFleet.Lab.Servers;

namespace CacheFleet.Lab.Holding;

/// <summary>A holder that runs: its process, and what it says.</summary>
internal sealed class Holder : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();

    private Holder(LocalProcess process)
    {
        Process = process;
        process.Said += line => _said.Writer.TryWrite(line);
    }

    public LocalProcess Process { get; }

    /// <summary>Starts one and waits until it has the lock of the row.</summary>
    public static async Task<Holder> StartAsync(LockRig rig, long row, CancellationToken ct)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CacheFleet.Lab");
        var holder = new Holder(LocalProcess.Start(
            rig.Place.Folder("holder"), program, HoldCommand.Name, rig.Redis.Address,
            rig.Postgres.ConnectionString + ";Pooling=false",
            FormattableString.Invariant($"{rig.TimeToLive.TotalMilliseconds}"),
            FormattableString.Invariant($"{row}")));
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

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
