using NBomber.Engine.Measuring;

namespace NBomber.Engine.Reporting;

/// <summary>A scenario's two pictures: how much and how slow, second by second.</summary>
internal static class Charts
{
    public static string Of(IReadOnlyList<Second> seconds) =>
        seconds.Count < 2
            ? ""
            : SvgChart.Draw(
                "Iterations per second",
                [
                    Line("ok", "--ok", seconds, one => one.OkPerSecond),
                    Line("fail", "--fail", seconds, one => one.FailPerSecond),
                ]) + SvgChart.Draw(
                "Latency of ok iterations (ms)",
                [
                    Line("p50", "--p50", seconds, one => one.P50Ms),
                    Line("p95", "--p95", seconds, one => one.P95Ms),
                    Line("p99", "--p99", seconds, one => one.P99Ms),
                ]);

    private static SvgChart.Series Line(
        string name, string color, IReadOnlyList<Second> seconds, Func<Second, double> value) =>
        new(name, color, [.. seconds.Select(one => (one.At.TotalSeconds, value(one)))]);
}
