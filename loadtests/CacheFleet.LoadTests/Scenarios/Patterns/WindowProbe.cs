using System.Diagnostics;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Patterns;

/// <summary>
/// Writes one product again and again at one replica, and reads at another one until it has the
/// write.
/// </summary>
internal sealed class WindowProbe(FleetClient fleet, PatternSeries series, int product)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int Client = 1;

    private readonly WriteClient _writes = new(fleet);
    private (string, string) Policy => ("X-Cache-Policy", series.Pattern.Policy);

    public async Task RunAsync(int writes, CancellationToken ct)
    {
        series.History.Begin(product, (await _writes.RowAsync(product, ct)).Version);
        var stale = 0;
        for (var write = 1; write <= writes; write++)
        {
            var begun = Stopwatch.GetTimestamp();
            var answer = await _writes.PutAsync(fleet.Replicas[0], product, write, ct, Policy);
            if (answer.Version is not { } version)
                throw new LabRefusedException($"PUT of product {product} answered {answer.Status}.");
            series.History.Write(Client, product, begun, version);
            series.Latency.Record(Stopwatch.GetElapsedTime(begun));
            if (await SeenAfterAsync(version, ct)) stale++;
        }
        series.StaleFirst = new Proportion(stale, writes);
    }

    private async Task<bool> SeenAfterAsync(long version, CancellationToken ct)
    {
        var since = Stopwatch.StartNew();
        for (var reads = 0; ; reads++)
        {
            var (asked, begun) = (since.Elapsed, Stopwatch.GetTimestamp());
            var read = await _writes.GetAsync(fleet.Replicas[^1], product, ct, Policy);
            series.History.Read(Client, product, begun, read.Version);
            if (read.Version >= version || since.Elapsed > Patience)
            {
                // As old as the last stale answer was when its read began.
                series.Window.Record(reads == 0 ? TimeSpan.Zero : asked);
                return reads > 0;
            }
        }
    }
}
