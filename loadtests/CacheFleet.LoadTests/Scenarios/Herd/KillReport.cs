using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Scenarios.Herd;

internal static class KillReport
{
    private static readonly Column[] Columns =
    [
        new("herd", "herd", "before, while and after one replica is killed"),
        new("inFlightOnKilled", "in flight on the killed",
            "requests of the herd that the killed replica had", "#,0"),
        new("errorsOnKilled", "errors there", "of these, without a successful answer", "#,0"),
        new("errorsElsewhere", "errors elsewhere", "errors on the other replicas", "#,0"),
        new("p50Ms", "p50 ms", "median latency of the answered", "#,0"),
        new("p99Ms", "p99 ms", "99th percentile of the same", "#,0"),
    ];

    public static Findings Write(
        LabPolicy policy, Replica victim, HerdWave before, HerdWave hit, HerdWave after,
        int newcomersFailed)
    {
        var elsewhere =
            hit.Answers.Count(answer => answer.Error is not null && answer.Replica != victim);
        return new Findings(
            Columns,
            [
                RowOf(policy, "before", victim, before),
                RowOf(policy, "one killed", victim, hit),
                RowOf(policy, "after", victim, after),
            ],
            [
                new("a herd was in flight on the killed replica", "> 0", $"{On(victim, hit)}",
                    On(victim, hit) > 0),
                new("errors on replicas that were not killed", "0", $"{elsewhere}", elsewhere == 0),
                new("errors before", "0", $"{before.Errors}", before.Errors == 0),
                new("errors of the herd after", "0", $"{after.Errors}", after.Errors == 0),
                new("errors of newcomers after", "0", $"{newcomersFailed}", newcomersFailed == 0),
            ],
            [Drawing(victim, before, hit, after)])
        {
            Notes = [$"{victim.Id} (pid {victim.Pid}) was killed with SIGKILL and stays down: "
                + "start it again on the dashboard."],
        };
    }

    private static int On(Replica victim, HerdWave wave) =>
        wave.Answers.Count(answer => answer.Replica == victim);

    private static Row RowOf(LabPolicy policy, string herd, Replica victim, HerdWave wave)
    {
        var latencies = new LatencyHistogram();
        foreach (var answer in wave.Answers.Where(answer => answer.Error is null))
            latencies.Record(answer.Latency);
        var there =
            wave.Answers.Count(answer => answer.Error is not null && answer.Replica == victim);
        return new Row("F4", policy.Name, wave.Answers.Count)
        {
            Values =
            {
                ["herd"] = herd,
                ["inFlightOnKilled"] = On(victim, wave),
                ["errorsOnKilled"] = there,
                ["errorsElsewhere"] = wave.Errors - there,
                ["p50Ms"] = latencies.PercentileMs(50),
                ["p99Ms"] = latencies.PercentileMs(99),
            },
        };
    }

    private static Chart Drawing(Replica victim, params HerdWave[] waves) =>
        new("Answers and errors of each herd", ChartKind.Bar, "herd", "requests")
        {
            Labels = ["before", "one killed", "after"],
            Stacked = true,
            Series =
            [
                new("answered",
                    [.. waves.Select(wave => (double?)(wave.Answers.Count - wave.Errors))]),
                new("errors on the killed replica",
                    [.. waves.Select(wave => (double?)wave.Answers.Count(
                    answer => answer.Error is not null && answer.Replica == victim))]),
                new("errors elsewhere", [.. waves.Select(wave => (double?)wave.Answers.Count(
                    answer => answer.Error is not null && answer.Replica != victim))]),
            ],
        };
}
