using System.Globalization;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>Turns the measured expiries into table, checks and drawings.</summary>
internal static class HerdReport
{
    private static readonly Column[] Columns =
    [
        new("recomputesPerExpiry", "recomputes per expiry",
            "mean over the expiries, counted by the replicas"),
        new("recomputesPerExpiryMin", "min", "fewest recomputes at one expiry", "#,0"),
        new("recomputesPerExpiryMax", "max", "most recomputes at one expiry", "#,0"),
        new("distribution", "distribution", "how often each number of recomputes came about"),
        new("steadyExpiries", "steady expiries",
            "those whose recompute took as long as the one before, as early draws take it", "#,0"),
        new("steadyRecomputes", "recomputes of these", "mean over the steady expiries"),
        new("recomputesExpected", "expected", "the mean that theory expects, where chance decides"),
        new("leadMs", "lead ms",
            "how long before the expiry the first recompute began, mean; – where none was early",
            "#,0"),
        new("postgresCallsPerExpiry", "by Postgres' count", "the same, counted by Postgres itself"),
        new("recomputesByInstance", "by instance", "mean recomputes per expiry of each replica"),
        new("p50Ms", "p50 ms",
            "median latency of the herd's requests, from launch to the answer's end", "#,0"),
        new("p99Ms", "p99 ms", "99th percentile of the same", "#,0"),
        new("hitP99Ms", "p99 of hits ms", "99th percentile of a herd as large on a warm entry",
            "#,0"),
        new("staleAnswers", "stale answers", "answers of the herds past their soft TTL", "#,0"),
        new("longestStaleMs", "longest staleness ms",
            "how long past its time to live the oldest answer was when it arrived", "#,0"),
        new("launchMs", "launch ms", "time in which all requests of a herd were sent, mean",
            "#,0.#"),
        new("requests", "requests", "all requests sent, the warm herd's too", "#,0"),
        new("errors", "errors", "requests without a successful answer", "#,0"),
    ];

    // "Beside a hit": what a stale answer may cost more, and what two waves of one kind differ by.
    private const double MostOfHit = 2;

    public static Findings Write(
        ScenarioContext context, IReadOnlyList<HerdSeries> series, bool approached)
    {
        var replicas = context.Fleet.Replicas.Select(replica => replica.Id).ToList();
        return new Findings(
            Columns,
            [.. series.Select(one => RowOf(one, replicas))],
            [.. series.SelectMany(one => ChecksOf(one, context.Knobs.Herd, replicas.Count))],
            HerdCharts.Draw(series, replicas))
        {
            Proofs = HerdProofs.Of(series),
            Notes = [$"A herd is {context.Knobs.Herd:N0} requests over {replicas.Count} replicas, "
                + "each on a connection of its own that was open before. Samples are expiries."
                + (approached
                    ? $" Before each expiry {Approach.Rate} requests start every second, for "
                        + $"{Approach.Length.TotalSeconds} s."
                    : "")],
            Knobs = new Dictionary<string, string>
            {
                ["herd"] = context.Knobs.Herd.ToString(CultureInfo.InvariantCulture),
                ["replicas"] = replicas.Count.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    private static Row RowOf(HerdSeries series, List<string> replicas) =>
        new(series.Policy.HerdRow, series.Policy.Name, series.Expiries.Count)
        {
            Values =
            {
                ["recomputesPerExpiry"] = series.Recomputes.Average(),
                ["recomputesPerExpiryMin"] = series.Recomputes.Min(),
                ["recomputesPerExpiryMax"] = series.Recomputes.Max(),
                ["distribution"] = series.Distribution,
                ["steadyExpiries"] =
                    series.Policy.Mean is null ? null : series.SteadyRecomputes.Count,
                ["steadyRecomputes"] = Mean(series),
                ["recomputesExpected"] = series.Policy.Mean?.Invoke(replicas.Count, 1).Mean,
                ["leadMs"] = series.LeadsMs.Count > 0 ? series.LeadsMs.Average() : null,
                ["leadsMs"] = series.LeadsMs,
                ["postgresCallsPerExpiry"] = series.PostgresCalls.Average(),
                ["recomputesByInstance"] = replicas.ToDictionary(id => id, series.RecomputesOf),
                ["recomputes"] = series.Recomputes,
                ["p50Ms"] = series.Latencies.PercentileMs(50),
                ["p99Ms"] = series.Latencies.PercentileMs(99),
                ["hitP99Ms"] = series.Hits.PercentileMs(99),
                ["staleAnswers"] = series.StaleAnswers,
                ["longestStaleMs"] = series.LongestStale.TotalMilliseconds,
                ["launchMs"] = series.LaunchMs.Average(),
                ["requests"] = series.Requests,
                ["errors"] = series.Errors,
            },
        };

    private static IEnumerable<Check> ChecksOf(HerdSeries series, int herd, int replicas) =>
        Judge(series, herd, replicas).Select(check => check with { Id = series.Policy.HerdRow });

    private static IEnumerable<Check> Judge(HerdSeries series, int herd, int replicas)
    {
        var name = series.Policy.Name;
        var bounds = series.Policy.Herd(herd, replicas);
        yield return new Check(
            $"{name}: recomputes at every expiry",
            bounds.ToString(),
            Range(series.Recomputes),
            series.Recomputes.All(bounds.Holds));
        yield return new Check(
            $"{name}: Postgres counts the same as the replicas at every expiry",
            Range(series.Recomputes),
            Range(series.PostgresCalls),
            series.Recomputes.SequenceEqual(series.PostgresCalls));
        yield return new Check($"{name}: errors", "0", $"{series.Errors}", series.Errors == 0);
        if (series.Policy.Mean is { } mean)
        {
            var count = series.SteadyRecomputes.Count;
            var (_, within) = mean(replicas, Math.Max(1, count));
            yield return new Check(
                $"{name}: mean recomputes of the steady expiries, within 3 standard errors",
                within.ToString(), FormattableString.Invariant($"{Mean(series):0.##} of {count}"),
                Mean(series) is { } measured && within.Holds(measured));
        }
        if (series.Policy.AnswersStale)
        {
            var (waiters, hits) = (series.Latencies.PercentileMs(99), series.Hits.PercentileMs(99));
            yield return new Check($"{name}: p99 beside that of hits",
                FormattableString.Invariant($"<= {MostOfHit} × {hits:0} ms"),
                FormattableString.Invariant($"{waiters:0} ms"), waiters <= MostOfHit * hits);
        }
    }

    private static double? Mean(HerdSeries series) =>
        series.Policy.Mean is null || series.SteadyRecomputes.Count == 0
            ? null
            : series.SteadyRecomputes.Average();

    private static string Range(IReadOnlyList<double> values) =>
        values.Min().Equals(values.Max()) ? $"{values.Min():0}"
            : $"{values.Min():0} … {values.Max():0}";
}
