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

    /// <summary>Loads the entry anew, has the origin fail, and reads until a second after its hard end.</summary>
    public static async Task<Outage> WatchAsync(
        ShelfFleet fleet, string policy, TimeSpan hardEnd, CancellationToken ct)
    {
        var outage = new Outage();
        await fleet.InvalidateAsync(SoftPolicies.Key, 0);
        await fleet.ReadAsync(SoftPolicies.Key, policy, ct);
        // From now on, a moment after the fill: ages are a little less than the entry's own.
        var filled = Stopwatch.GetTimestamp();
        // The other policy may still be loading; its last load must not fail.
        await Task.Delay(Step, ct);
        fleet.Origin.IsDown = true;
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
