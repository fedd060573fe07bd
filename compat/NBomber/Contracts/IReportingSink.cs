using Microsoft.Extensions.Configuration;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;

namespace NBomber.Contracts;

public sealed record ScenarioStartInfo(string ScenarioName, int SortIndex);

public sealed record SessionStartInfo(ScenarioStartInfo[] Scenarios);

/// <summary>Takes statistics elsewhere, at every reporting interval and at the end.</summary>
public interface IReportingSink : IDisposable
{
    string SinkName { get; }

    Task Init(IBaseContext context, IConfiguration infraConfig);

    Task Start(SessionStartInfo sessionInfo);

    /// <param name="stats">Of the interval that has just passed, not of the whole run.</param>
    Task SaveRealtimeStats(ScenarioStats[] stats);

    Task SaveRealtimeMetrics(MetricStats metrics);

    Task SaveFinalStats(NodeStats stats);

    Task Stop();
}
