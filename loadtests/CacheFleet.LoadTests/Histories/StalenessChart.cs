using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Histories;

/// <summary>How many reads were how old, one series for each policy.</summary>
public static class StalenessChart
{
    /// <summary>The upper edges of its bars, in seconds.</summary>
    internal static IReadOnlyList<double> Edges { get; } =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, double.PositiveInfinity];

    public static Chart Draw(IReadOnlyList<SessionReport> sessions) =>
        new("How old the stale reads were", ChartKind.Bar, "superseded for", "reads (logarithmic)")
        {
            Labels = [.. Edges.Select(Label)],
            Series = [.. sessions.Select(one => new ChartSeries(
                one.Policy, [.. one.Saw.StaleFor.Select(count => count > 0 ? (double?)count : null)]))],
            LogarithmicY = true,
        };

    internal static int BarOf(TimeSpan staleness)
    {
        var bar = 0;
        while (staleness.TotalSeconds > Edges[bar]) bar++;
        return bar;
    }

    private static string Label(double edge) => double.IsPositiveInfinity(edge) ? "more"
        : edge < 1 ? FormattableString.Invariant($"<= {edge * 1000:0} ms")
        : FormattableString.Invariant($"<= {edge:0} s");
}
