using CacheFleet.Lab.Scenarios.Absent;
using CacheFleet.Lab.Scenarios.Documents;
using CacheFleet.Lab.Scenarios.Expiry;
using CacheFleet.Lab.Scenarios.Failover;
using CacheFleet.Lab.Scenarios.Keys;
using CacheFleet.Lab.Scenarios.Locks;
using CacheFleet.Lab.Scenarios.Protocol;
using CacheFleet.Lab.Scenarios.Schema;
using CacheFleet.Lab.Scenarios.Soft;
using CacheFleet.Lab.Scenarios.Sources;
using CacheFleet.Lab.Scenarios.Stale;
using CacheFleet.LoadTests.Scenarios;

namespace CacheFleet.Lab;

/// <summary>Every scenario: those over HTTP first, then those on servers of their own.</summary>
public static class LabCatalog
{
    public static ScenarioCatalog All { get; } = new(
    [
        .. ScenarioCatalog.OverHttp.All,
        new ExpiryScenario(),
        new DroppedDeleteScenario(),
        new QueryKeysScenario(),
        new EarlyScenario(),
        new WrongSourceScenario(),
        new KilledHolderScenario(),
        new PausedHolderScenario(),
        new SoftTtlScenario(),
        new FailoverScenario(),
        new RedlockScenario(),
        new AbsentRowsScenario(),
        new SchemaScenario(),
        new ProtocolNodeScenario(),
        new DocumentsScenario(),
    ]);
}
