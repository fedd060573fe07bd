using System.Diagnostics;
using CacheFleet.Lab.Shelf;

namespace CacheFleet.Lab.Scenarios.Soft;

/// <summary>What readers get after the origin has failed, by the age of the entry.</summary>
internal sealed class Outage
{
    /// <summary>Reads come this often, on a busy machine less often.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    public TimeSpan OldestAnswer { get; private set; }

    public TimeSpan? FirstError { get; private set; }

    public int Answers { get; private set; }

    public int Errors { get; private set; }

    /// <summary>
    /// Loads both entries anew, has the origin fail, and reads each until a second after its hard
    /// end.
    /// </summary>
    public static async Task<(Outage Hard, Outage Soft)> WatchAsync(ShelfFleet fleet, CancellationToken ct)
    {
        await fleet.InvalidateAsync(SoftPolicies.Key, 0);
        await Task.WhenAll(
            fleet.ReadAsync(SoftPolicies.Key, SoftPolicies.Hard, ct).AsTask(),
            fleet.ReadAsync(SoftPolicies.Key, SoftPolicies.Soft, ct).AsTask());
        // A moment after the fills: ages are a little less than the entries' own.
        var filled = Stopwatch.GetTimestamp();
        fleet.Origin.IsDown = true;
        var outages = await Task.WhenAll(
            WatchAsync(fleet, SoftPolicies.Hard, filled, SoftPolicies.HardLife.Span, ct),
            WatchAsync(fleet, SoftPolicies.Soft, filled, SoftPolicies.HardEnd.Span, ct));
        fleet.Origin.IsDown = false;
        return (outages[0], outages[1]);
    }

    private static async Task<Outage> WatchAsync(
        ShelfFleet fleet, string policy, long filled, TimeSpan hardEnd, CancellationToken ct)
    {
        var outage = new Outage();
        while (Stopwatch.GetElapsedTime(filled) is var age && age < hardEnd + TimeSpan.FromSeconds(1))
        {
            await outage.ReadAsync(fleet, policy, age, ct);
            await Task.Delay(Between, ct);
        }
        return outage;
    }

    private async Task ReadAsync(ShelfFleet fleet, string policy, TimeSpan age, CancellationToken ct)
    {
        try
        {
            await fleet.ReadAsync(SoftPolicies.Key, policy, ct);
            Answers++;
            OldestAnswer = age;
        }
        catch (OriginDownException)
        {
            Errors++;
            FirstError ??= age;
        }
    }
}
