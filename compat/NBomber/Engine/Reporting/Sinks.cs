using Microsoft.Extensions.Configuration;
using NBomber.Contracts;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;
using Serilog;

namespace NBomber.Engine.Reporting;

/// <summary>The user's sinks. One that fails while the load runs is logged and asked again:
/// statistics are not worth a test.</summary>
internal sealed class Sinks(IReadOnlyList<IReportingSink> sinks, ILogger logger)
{
    public async Task StartAsync(IBaseContext context, IReadOnlyList<ScenarioProps> scenarios)
    {
        var infra = new ConfigurationBuilder().Build();
        var info = new SessionStartInfo(
            [.. scenarios.Select((one, order) => new ScenarioStartInfo(one.ScenarioName, order))]);
        foreach (var sink in sinks)
        {
            await sink.Init(context, infra);
            await sink.Start(info);
        }
    }

    public Task SaveRealtimeAsync(ScenarioStats[] stats, MetricStats metrics) =>
        EachAsync(async sink =>
        {
            await sink.SaveRealtimeStats(stats);
            await sink.SaveRealtimeMetrics(metrics);
        });

    public Task SaveFinalAsync(NodeStats stats) => EachAsync(sink => sink.SaveFinalStats(stats));

    public Task StopAsync() => EachAsync(async sink =>
    {
        await sink.Stop();
        sink.Dispose();
    });

    private async Task EachAsync(Func<IReportingSink, Task> tell)
    {
        foreach (var sink in sinks)
        {
            try
            {
                await tell(sink);
            }
            catch (Exception error)
            {
                logger.Error(error, "Reporting sink {Sink} failed", sink.SinkName);
            }
        }
    }
}
