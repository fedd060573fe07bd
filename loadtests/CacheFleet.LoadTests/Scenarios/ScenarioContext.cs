using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;

namespace CacheFleet.LoadTests.Scenarios;

/// <summary>What a scenario works with; there is no fleet for one that needs none.</summary>
public sealed class ScenarioContext(FleetClient? fleet, Knobs knobs, ILiveView live)
{
    public FleetClient Fleet => fleet
        ?? throw new InvalidOperationException("A scenario that needs the fleet must say so (NeedsFleet).");

    public Knobs Knobs => knobs;

    public ILiveView Live => live;
}
