using Microsoft.Extensions.Configuration;
using NBomber.Contracts;
using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;
using NBomber.Engine.Loading;
using NBomber.Engine.Measuring;
using NBomber.Engine.Running;
using Serilog;

namespace NBomber.Engine;

/// <summary>Given to a scenario's init and clean. Settings are empty: there is no
/// LoadConfig.</summary>
internal sealed class InitContext(
    ISession session, MetricRegistry metrics, ScenarioProps props, ScenarioOperation operation)
    : IScenarioInitContext
{
    private static readonly IConfiguration Empty = new ConfigurationBuilder().Build();

    public TestInfo TestInfo => session.TestInfo;

    public ScenarioInfo ScenarioInfo { get; } = new(
        $"{props.ScenarioName}_0", 0, props.ScenarioName,
        new Progress(Stage.Of(props.LoadSimulations, TimeSpan.MaxValue)).Planned, operation);

    public NodeInfo NodeInfo => session.NodeInfo;

    public IConfiguration CustomSettings => Empty;

    public IConfiguration GlobalCustomSettings => Empty;

    public ScenarioPartition ScenarioPartition => ScenarioPartition.Empty;

    public ILogger Logger => session.Logger;

    public void RegisterMetric(ICounter counter) => metrics.Register(props.ScenarioName, counter);

    public void RegisterMetric(IGauge gauge) => metrics.Register(props.ScenarioName, gauge);
}

/// <summary>Given to reporting sinks.</summary>
internal sealed class BaseContext(ISession session, MetricRegistry metrics) : IBaseContext
{
    public TestInfo TestInfo => session.TestInfo;

    public ILogger Logger => session.Logger;

    public NodeInfo GetNodeInfo() => session.NodeInfo;

    public void RegisterMetric(ICounter counter) => metrics.Register("", counter);

    public void RegisterMetric(IGauge gauge) => metrics.Register("", gauge);
}
