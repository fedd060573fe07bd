using CacheFleet.Compat.NBomber.Tests.Support;
using Microsoft.Extensions.Configuration;
using NBomber.Contracts;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace CacheFleet.Compat.NBomber.Tests.Reporting;

public class SinkTests
{
    private readonly StillSession _session = new();

    [Fact]
    public void A_sink_hears_of_every_interval_by_itself_and_of_the_whole_at_the_end()
    {
        var sink = new Notebook();

        Run(sink);

        Assert.Equal(
            [
                "init", "start work", "interval 50 at 10/s", "metrics 0", "interval 50 at 10/s",
                "metrics 0", "final 120", "stop", "dispose",
            ],
            sink.Notes);
    }

    [Fact]
    public void A_sink_that_fails_does_not_cost_the_test()
    {
        var stats = Run(new Notebook { Fails = true });

        Assert.Equal(120, stats.AllOkCount);
    }

    private NodeStats Run(IReportingSink sink) => _session.Run(NBomberRunner.RegisterScenarios(
        Scenario.Create("work", _ => Task.FromResult<IResponse>(Response.Ok()))
            .WithoutWarmUp()
            .WithLoadSimulations(Simulation.Inject(10, Times.Second, Times.Seconds(12))))
        .WithReportingSinks(sink));

    private sealed class Notebook : IReportingSink
    {
        public List<string> Notes { get; } = [];

        public bool Fails { get; init; }

        public string SinkName => "notebook";

        public Task Init(IBaseContext context, IConfiguration infraConfig) => Note("init");

        public Task Start(SessionStartInfo sessionInfo) =>
            Note($"start {sessionInfo.Scenarios[0].ScenarioName}");

        public Task SaveRealtimeStats(ScenarioStats[] stats) => Fails
            ? throw new IOException("disk full")
            : Note($"interval {stats[0].Ok.Request.Count} at {stats[0].Ok.Request.RPS}/s");

        public Task SaveRealtimeMetrics(MetricStats metrics) =>
            Note($"metrics {metrics.Counters.Length}");

        public Task SaveFinalStats(NodeStats stats) => Note($"final {stats.AllOkCount}");

        public Task Stop() => Note("stop");

        public void Dispose() => Notes.Add("dispose");

        private Task Note(string note)
        {
            Notes.Add(note);
            return Task.CompletedTask;
        }
    }
}
