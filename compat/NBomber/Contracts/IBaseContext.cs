using NBomber.Contracts.Metrics;
using NBomber.Contracts.Stats;
using Serilog;

namespace NBomber.Contracts;

/// <summary>What a reporting sink gets to know about the session.</summary>
public interface IBaseContext
{
    TestInfo TestInfo { get; }

    ILogger Logger { get; }

    NodeInfo GetNodeInfo();

    void RegisterMetric(ICounter counter);

    void RegisterMetric(IGauge gauge);
}
