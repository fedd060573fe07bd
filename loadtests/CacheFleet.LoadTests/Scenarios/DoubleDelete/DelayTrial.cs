using System.Diagnostics;
using System.Globalization;
using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.DoubleDelete;

/// <summary>
/// One race against a second delete:
/// (1) a reader misses, reads the row, and is held;
/// (2) a writer commits and deletes, and its transaction leaves the second delete to the worker;
/// (3) after its hold, and after the change's event, the reader fills in what it read before;
/// (4) when the second delete is over, everybody reads.
/// </summary>
internal sealed class DelayTrial(FleetClient fleet, DelaySeries series, int product, TimeSpan hold)
{
    // The worker looks at least twenty times a second; the rest is for a busy machine.
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int ReadingClient = 1;
    private const int WritingClient = 2;

    private readonly WriteClient _writes = new(fleet);
    private readonly string _gate = $"double-delete-{product}";
    private (string, string) Policy => ("X-Cache-Policy", series.Policy);

    private Replica Reader => fleet.Replicas[0];

    public async Task<DelayOutcome> RunAsync(CancellationToken ct)
    {
        var writer = series.KillsWriter
            ? await _writes.StartUnderstudyAsync(ct)
            : fleet.Replicas[^1];
        await fleet.ArmGateAsync(Reader, _gate, ct);
        try
        {
            await ForgetAsync(ct);
            return await RaceAsync(writer, ct);
        }
        finally
        {
            await fleet.RemoveGateAsync(Reader, _gate, CancellationToken.None);
            await ForgetAsync(CancellationToken.None);
        }
    }

    private async Task<DelayOutcome> RaceAsync(Replica writer, CancellationToken ct)
    {
        var before = (await _writes.RowAsync(product, ct)).Version;
        series.History.Begin(product, before);
        var begun = Stopwatch.GetTimestamp();
        var held = _writes.GetAsync(Reader, product, ct, Policy, ("X-Lab-Gate", _gate));
        await AtGateAsync(Reader, held, ct);
        await WriteAsync(writer, ct);
        var since = Stopwatch.StartNew();
        await Task.Delay(hold, ct);
        await new ProductClient(fleet, product, series.Policy).WaitForEventAsync(before + 1, ct);
        await fleet.OpenGateAsync(Reader, _gate, ct);
        var told = (await held).Version;
        series.History.Read(ReadingClient, product, begun, told);
        var old = told == before;
        var heldFor = since.Elapsed;
        var rest = series.Delay + Lateness - since.Elapsed;
        if (rest > TimeSpan.Zero) await Task.Delay(rest, ct);
        var stale = false;
        foreach (var replica in fleet.Replicas)
        {
            begun = Stopwatch.GetTimestamp();
            var later = await _writes.GetAsync(replica, product, ct, Policy);
            series.History.Read(WritingClient, product, begun, later.Version);
            stale |= later.Version <= before;
        }
        return new DelayOutcome(old, stale, heldFor);
    }

    private async Task WriteAsync(Replica writer, CancellationToken ct)
    {
        var delay = ((long)series.Delay.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        List<(string, string)> headers = [Policy];
        if (series.IsSecond) headers.Add(("X-Lab-Second-Delete-Ms", delay));
        var begun = Stopwatch.GetTimestamp();
        if (!series.KillsWriter)
        {
            var answer = await _writes.PutAsync(writer, product, 1, ct, [.. headers]);
            if (!answer.IsAcknowledged)
                throw new LabRefusedException($"PUT of product {product} answered {answer.Status}.");
            series.History.Write(WritingClient, product, begun, answer.Version);
            return;
        }
        await fleet.ArmGateAsync(writer, _gate, ct);
        var write = _writes.PutAsync(writer, product, 1, ct, [.. headers, ("X-Lab-Gate", _gate)]);
        await AtGateAsync(writer, write, ct);
        ReplicaProcess.Kill(writer);
        await write.ContinueWith(_ => { }, TaskScheduler.Default);
        series.History.Write(WritingClient, product, begun, version: null);
    }

    private async Task AtGateAsync(Replica replica, Task passing, CancellationToken ct)
    {
        var since = Stopwatch.StartNew();
        while (!passing.IsCompleted && since.Elapsed < Patience
            && await fleet.WaitingAtGateAsync(replica, _gate, ct) == 0)
        {
            await Task.Delay(BetweenLooks, ct);
        }
    }

    private async Task ForgetAsync(CancellationToken ct)
    {
        var key = product.ToString(CultureInfo.InvariantCulture);
        var soon = TimeSpan.FromMilliseconds(1);
        if (await fleet.ExpireAsync(ProductClient.Family, key, series.Policy, soon, ct))
            await Task.Delay(soon * 4, ct);
    }
}
