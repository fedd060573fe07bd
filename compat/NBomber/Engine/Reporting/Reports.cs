using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine.Measuring;

namespace NBomber.Engine.Reporting;

/// <summary>Writes the report files.</summary>
internal static class Reports
{
    public static NodeStats Write(
        NBomberContext context, NodeStats stats, IReadOnlyList<Ledger> ledgers)
    {
        var data = context.ReportFinalizer(ReportData.Create(stats.ScenarioStats));
        return stats with { ScenarioStats = data.ScenarioStats };
    }
}
