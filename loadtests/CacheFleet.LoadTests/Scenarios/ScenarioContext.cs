using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;

namespace CacheFleet.LoadTests.Scenarios;

public sealed record ScenarioContext(FleetClient Fleet, Knobs Knobs, ILiveView Live);
