using CacheFleet.LoadTests.Histories;

namespace CacheFleet.LoadTests.Results;

/// <summary>
/// What the clients of a scenario saw under one policy, by the history that it recorded: one line
/// of the report's table over all scenarios.
/// </summary>
public sealed record SessionReport(string Policy, HistoryReport Saw)
{
    public static SessionReport Of(string policy, History history) =>
        new(policy, history.Check(TimeSpan.Zero));
}
