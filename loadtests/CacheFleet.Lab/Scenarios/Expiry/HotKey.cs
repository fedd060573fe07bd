using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;

namespace CacheFleet.Lab.Scenarios.Expiry;

/// <summary>A herd at the expiry of one hot key, with and without jitter.</summary>
internal static class HotKey
{
    public const int Herd = 300;
    public const int Expiries = 8;

    private const string Plain = "hot";
    private const string Jittered = "hot-jitter";
    private const string Key = "1";

    private static readonly Ttl Life = Ttl.Seconds(0.4);

    public static EntryPolicy[] Policies =>
    [
        new() { Name = new PolicyName(Plain), TimeToLive = Life },
        new() { Name = new PolicyName(Jittered), TimeToLive = Life, Jitter = 0.9 },
    ];

    /// <summary>The mean number of loads at one expiry, without jitter and with it.</summary>
    public static async Task<(double Plain, double Jittered)> CompareAsync(
        ShelfFleet fleet, CancellationToken ct)
    {
        var delay = fleet.Origin.Delay;
        // Long enough that the whole herd has looked before the first load is done.
        fleet.Origin.Delay = TimeSpan.FromMilliseconds(400);
        try
        {
            return (await MeasureAsync(fleet, Plain, ct), await MeasureAsync(fleet, Jittered, ct));
        }
        finally
        {
            fleet.Origin.Delay = delay;
        }
    }

    private static async Task<double> MeasureAsync(ShelfFleet fleet, string policy, CancellationToken ct)
    {
        var loads = 0;
        for (var expiry = 0; expiry < Expiries; expiry++)
        {
            await fleet.ReadAsync(Key, policy, ct);
            await Task.Delay(Life.Span * 1.2, ct);
            var before = fleet.Origin.Loads;
            await Task.WhenAll(Enumerable.Range(0, Herd).Select(
                _ => fleet.ReadAsync(Key, policy, ct).AsTask()));
            loads += fleet.Origin.Loads - before;
        }
        return (double)loads / Expiries;
    }
}
