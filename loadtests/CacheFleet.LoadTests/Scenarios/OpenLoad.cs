using NBomber.Contracts;
using NBomber.CSharp;

namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// One open-model load: so many iterations start every second, whether or not those before have
/// ended. An iteration answers null for success, else what went wrong.
/// </summary>
public sealed record OpenLoad(string Name, int Rate, Func<Task<string?>> Iteration)
{
    /// <summary>
    /// Runs the loads side by side, by NBomber, which measures from the intended start.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, OpenLoadStats>> RunAsync(
        TimeSpan during, CancellationToken ct, params OpenLoad[] loads)
    {
        var session = NBomberRunner
            .RegisterScenarios([.. loads.Select(load => load.Declare(during, ct))])
            .WithTestSuite("cachefleet")
            .WithTestName(string.Join('+', loads.Select(load => load.Name)))
            .WithoutReports()
            .WithReportingInterval(TimeSpan.FromSeconds(5))
            .DisplayConsoleMetrics(false);
        // NBomber's Run blocks its thread for the whole session.
        var stats = await Task.Factory.StartNew(
            () => NBomberRunner.Run(session), ct, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        ct.ThrowIfCancellationRequested();
        return loads.ToDictionary(load => load.Name, load =>
        {
            var all = stats.ScenarioStats.Get(load.Name);
            return new OpenLoadStats(
                all.Ok.Request.Count,
                all.Fail.Request.Count,
                all.Ok.Latency.Percent50,
                all.Ok.Latency.Percent99);
        });
    }

    private ScenarioProps Declare(TimeSpan during, CancellationToken ct) =>
        Scenario.Create(Name, async context =>
            {
                if (ct.IsCancellationRequested) context.StopCurrentTest("cancelled");
                var error = await Iteration();
                return error is null ? Response.Ok() : Response.Fail(message: error);
            })
            .WithoutWarmUp()
            .WithMaxFailCount(int.MaxValue)
            .WithLoadSimulations(Simulation.Inject(Rate, TimeSpan.FromSeconds(1), during));
}

public sealed record OpenLoadStats(long Ok, long Failed, double P50Ms, double P99Ms)
{
    /// <summary>Two runs as one. Percentiles do not add up: the worse one stands.</summary>
    public static OpenLoadStats operator +(OpenLoadStats one, OpenLoadStats other) => new(
        one.Ok + other.Ok, one.Failed + other.Failed,
        Math.Max(one.P50Ms, other.P50Ms), Math.Max(one.P99Ms, other.P99Ms));
}
