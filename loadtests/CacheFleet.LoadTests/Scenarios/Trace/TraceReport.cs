using System.Globalization;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Trace;

internal static class TraceReport
{
    private static readonly Column[] Columns =
    [
        new("requests", "requests", "accesses sent", "#,0"),
        new("writes", "writes", "of these, writes", "#,0"),
        new("requestsPerSecond", "per second", "requests per second over the whole run", "#,0"),
        new("hitRate", "hit rate", "reads answered from the cache, cold start included", "0.##%"),
        new("originLoads", "origin loads",
            "loads from the database, fleet-wide, counted by the replicas", "#,0"),
        new("originLoadsByPostgres", "by Postgres' count", "the same, counted by Postgres itself",
            "#,0"),
        new("originLoadsByInstance", "by instance", "origin loads of each replica", "#,0"),
        new("p50Ms", "p50 ms", "median latency; paced: from the intended start", "#,0.##"),
        new("p99Ms", "p99 ms", "99th percentile of the same", "#,0.##"),
        new("errors", "errors", "requests without a successful answer", "#,0"),
        new("durationSeconds", "seconds", "how long the replay took", "#,0.#"),
        new("fleetCpuSeconds", "replicas' CPU s",
            "CPU seconds of all replicas, without Redis and Postgres", "#,0.#"),
        new("ownCpuSeconds", "load's CPU s", "CPU seconds of the load generator", "#,0.#"),
    ];

    public static Findings Write(
        ScenarioContext context, TracePlan plan, IReadOnlyList<ReplaySeries> series)
    {
        var knobs = context.Knobs;
        var replicas = context.Fleet.Replicas.Select(replica => replica.Id).ToList();
        return new Findings(
            Columns,
            [.. series.Select(one => RowOf(one, replicas))],
            [.. series.SelectMany(ChecksOf)],
            [OverTime(series), ByInstance(series, replicas)])
        {
            WithoutSessions = "its connections pipeline millions of accesses as fast as they can; "
                + "race and staleness watch the same replicas under load",
            Proofs =
            [
                new("F2", "origin loads, counted by the replicas and by Postgres", Proof.None, Counts(series)),
                new("F3", "accesses answered, hit rate", Proof.None, Answered(series)),
            ],
            Notes =
            [
                $"{plan.Source}: {plan.Accesses.Length:N0} accesses, "
                + $"{plan.Accesses.Distinct().Count():N0} distinct objects, {plan.WriteRatio:P1} "
                + "writes. " + (knobs.AsFastAsPossible
                    ? $"As fast as possible: {knobs.Connections} connections, {knobs.Pipeline} "
                      + "request(s) in flight on each; latency counts from the moment its batch "
                      + "was sent."
                    : "Paced, open model."),
                "The objects stay in the database; the cache entries of the policy were removed "
                + "before and after.",
            ],
            Knobs = new Dictionary<string, string>
            {
                ["source"] = plan.Source,
                ["mode"] = knobs.AsFastAsPossible ? "asap" : "paced",
                ["writeRatio"] = plan.WriteRatio.ToString(CultureInfo.InvariantCulture),
                ["connections"] = knobs.Connections.ToString(CultureInfo.InvariantCulture),
                ["pipeline"] = knobs.Pipeline.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    private static string Counts(IReadOnlyList<ReplaySeries> series) => Proof.Each(series.Select(one =>
        FormattableString.Invariant($"{one.Policy.Name}: {one.OriginLoads:N0} and ")
        + FormattableString.Invariant($"{one.Loads.Postgres(ReplaySeries.Family):N0}")));

    private static string Answered(IReadOnlyList<ReplaySeries> series) => Proof.Each(series.Select(one =>
        FormattableString.Invariant($"{one.Policy.Name}: {one.Tally.Done:N0}, ")
        + FormattableString.Invariant($"{one.Tally.HitRate * 100:0.#} %, {one.Tally.Errors} errors")));

    private static Row RowOf(ReplaySeries series, IReadOnlyList<string> replicas)
    {
        var tally = series.Tally;
        return new Row("F3", series.Policy.Name, tally.Done)
        {
            Values =
            {
                ["requests"] = tally.Done,
                ["writes"] = tally.Writes,
                ["requestsPerSecond"] = series.RequestsPerSecond,
                ["hitRate"] = tally.HitRate,
                ["hits"] = tally.Hits,
                ["misses"] = tally.Of(CacheOutcome.Miss),
                ["collapsed"] = tally.Of(CacheOutcome.Collapsed),
                ["bypassed"] = tally.Of(CacheOutcome.Bypass),
                ["originLoads"] = series.OriginLoads,
                ["originLoadsByPostgres"] = series.Loads.Postgres(ReplaySeries.Family),
                ["originLoadsByInstance"] = replicas.ToDictionary(
                    id => id, series.OriginLoadsOf),
                ["p50Ms"] = series.P50Ms,
                ["p99Ms"] = series.P99Ms,
                ["errors"] = tally.Errors,
                ["durationSeconds"] = series.Took.TotalSeconds,
                ["fleetCpuSeconds"] = series.FleetCpuSeconds,
                ["ownCpuSeconds"] = series.OwnCpuSeconds,
            },
        };
    }

    private static IEnumerable<Check> ChecksOf(ReplaySeries series)
    {
        var (name, tally) = (series.Policy.Name, series.Tally);
        yield return new Check(
            $"{name}: accesses sent", $"{series.Wanted:N0}", $"{tally.Done:N0}",
            tally.Done == series.Wanted);
        yield return new Check(
            $"{name}: errors",
            "0",
            $"{tally.Errors}" + (tally.FirstError is { } first ? $" (first: {first})" : ""),
            tally.Errors == 0);
        var unknown = tally.Of(CacheOutcome.Unknown);
        yield return new Check(
            $"{name}: reads whose answer does not say hit or miss", "0", $"{unknown}",
            unknown == 0);
        var postgres = series.Loads.Postgres(ReplaySeries.Family);
        yield return new Check(
            $"{name}: Postgres counts the same origin loads as the replicas",
            $"{series.OriginLoads:N0}",
            $"{postgres:N0}",
            series.OriginLoads == postgres);
    }

    private static Chart OverTime(IReadOnlyList<ReplaySeries> series) =>
        new("Requests per second over time", ChartKind.Line, "second", "requests per second")
        {
            Labels = [.. Enumerable.Range(1, Math.Max(1, series.Max(one => one.Rates.Count)))
                .Select(second => second.ToString(CultureInfo.InvariantCulture))],
            Series = [.. series.Select(one => new ChartSeries(
                one.Policy.Name, [.. one.Rates.Select(rate => (double?)rate)]))],
        };

    private static Chart ByInstance(
        IReadOnlyList<ReplaySeries> series, IReadOnlyList<string> replicas) =>
        new("Origin loads by replica (the whole bar: fleet-wide)", ChartKind.Bar, "policy",
            "origin loads")
        {
            Labels = [.. series.Select(one => one.Policy.Name)],
            Stacked = true,
            Series = [.. replicas.Select(id => new ChartSeries(
                id, [.. series.Select(one => (double?)one.OriginLoadsOf(id))]))],
        };
}
