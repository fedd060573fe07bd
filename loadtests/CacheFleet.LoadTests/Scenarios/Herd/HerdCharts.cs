using System.Globalization;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Herd;

internal static class HerdCharts
{
    private static readonly double[] Percents = [50, 75, 90, 95, 99, 99.9, 100];

    public static IReadOnlyList<Chart> Draw(
        IReadOnlyList<HerdSeries> series, IReadOnlyList<string> replicas) =>
        [EachExpiry(series), Distribution(series), ByInstance(series, replicas), Latencies(series)];

    // Doubling: from the one recompute of a lease to a whole herd.
    private static Chart Distribution(IReadOnlyList<HerdSeries> series)
    {
        int[] edges = [1, 2, 3, 4, 8, 16, 64, 256, int.MaxValue];
        return new Chart(
            "How many expiries cost how many recomputes", ChartKind.Bar, "recomputes", "expiries")
        {
            Labels = ["1", "2", "3", "4", "5–8", "9–16", "17–64", "65–256", "more"],
            Series = [.. series.Select(one => new ChartSeries(
                one.Policy.Name,
                [.. edges.Select((edge, n) => (double?)one.Recomputes.Count(
                    count => count <= edge && (n == 0 || count > edges[n - 1])))]))],
        };
    }

    private static Chart EachExpiry(IReadOnlyList<HerdSeries> series)
    {
        var most = series.Max(one => one.Expiries.Count);
        return new Chart(
            "Recomputes at each expiry", ChartKind.Bar, "expiry", "recomputes (logarithmic)")
        {
            Labels =
                [.. Enumerable.Range(1, most)
                    .Select(n => n.ToString(CultureInfo.InvariantCulture))],
            Series = [.. series.Select(one => new ChartSeries(
                one.Policy.Name, [.. one.Recomputes.Select(count => (double?)count)]))],
            LogarithmicY = true,
        };
    }

    private static Chart ByInstance(
        IReadOnlyList<HerdSeries> series, IReadOnlyList<string> replicas) =>
        new("Recomputes per expiry, by the replica that made them", ChartKind.Bar, "policy",
            "recomputes (mean)")
        {
            Labels = [.. series.Select(one => one.Policy.Name)],
            Series = [.. replicas.Select(id => new ChartSeries(
                id, [.. series.Select(one => (double?)one.RecomputesOf(id))]))],
        };

    private static Chart Latencies(IReadOnlyList<HerdSeries> series) =>
        new("Latency of the herd's requests", ChartKind.Line, "percentile", "ms (logarithmic)")
        {
            Labels =
                [.. Percents.Select(p => p < 100 ? FormattableString.Invariant($"p{p}") : "max")],
            Series =
            [
                .. series.Select(one => new ChartSeries(
                    one.Policy.Name,
                    [.. Percents.Select(p => (double?)one.Latencies.PercentileMs(p))])),
                .. series.Select(one => new ChartSeries(
                    $"{one.Policy.Name}, warm entry",
                    [.. Percents.Select(p => (double?)one.Hits.PercentileMs(p))])),
            ],
            LogarithmicY = true,
        };
}
