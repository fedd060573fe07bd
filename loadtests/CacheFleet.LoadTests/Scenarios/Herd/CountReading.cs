using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>Reads the two counts of origin loads after a herd.</summary>
public static class CountReading
{
    private const int Readings = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A load that its last reader left may still run, and Postgres counts a statement only at its
    /// end: so this reads again until both counts agree and stand still, for two seconds at most.
    /// </summary>
    public static async Task<LoadCounts> SettledAsync(
        FleetClient fleet, LoadCounts before, string family, CancellationToken ct)
    {
        var now = (await fleet.CountAsync(ct)).Since(before);
        for (var reading = 0; reading < Readings; reading++)
        {
            if (now.Sum(family) == now.Postgres(family)) return now;
            await Task.Delay(Pause, ct);
            now = (await fleet.CountAsync(ct)).Since(before);
        }
        return now;
    }
}
