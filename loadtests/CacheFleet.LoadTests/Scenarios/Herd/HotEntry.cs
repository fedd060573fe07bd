using System.Diagnostics;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>The expensive hot key: the bestsellers ranking, as one policy caches it.</summary>
public sealed class HotEntry(FleetClient fleet, string policy)
{
    public const string Path = "/rankings/bestsellers";
    public const string Family = "bestsellers";
    private const string Key = "all";
    private const int Looks = 5;

    // Long enough to get from the answer of the lab to the launch on a busy machine, too short to
    // wait for.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(250);

    // Redis compares whole milliseconds: at the very millisecond of its expiry an entry may still
    // be there.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(3);

    /// <summary>
    /// Reads until the answer is a hit. Throws if the fleet does not keep the entry.
    /// </summary>
    public async Task WarmAsync(CancellationToken ct)
    {
        using var connection = await WireConnection.OpenAsync(fleet.Replicas[0].Address, ct);
        var request = WireRequest.Get(fleet.Replicas[0].Address, Path, policy);
        var last = default(WireResponse);
        for (var look = 0; look < Looks; look++)
        {
            await connection.SendAsync(request, ct);
            last = await connection.ReceiveAsync(ct);
            if (last is { IsSuccess: true, Outcome: CacheOutcome.Hit }) return;
        }
        throw new LabRefusedException(
            $"GET {Path} under '{policy}' is no hit even after {Looks} reads "
            + $"(last: HTTP {last.Status}, {last.Outcome}): is the fleet's Redis up?");
    }

    /// <summary>
    /// Sets the entry's end and returns when it will be, on the clock of <see cref="Stopwatch"/>:
    /// counted from the lab's answer on, so that no two machines' clocks are compared.
    /// </summary>
    public async Task<long> EndAsync(TimeSpan ahead, CancellationToken ct)
    {
        if (!await fleet.AgeAsync(Family, Key, policy, ahead, ct))
        {
            throw new LabRefusedException(
                $"The entry {Family}:{Key} of '{policy}' is gone before its expiry was set.");
        }
        return Stopwatch.GetTimestamp() + (long)((ahead + Margin).TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>How long the entry's load took, as the entry itself says.</summary>
    public async Task<TimeSpan> LoadTimeAsync(CancellationToken ct) => TimeSpan.FromMilliseconds(
        (await fleet.EntryAsync(Family, Key, policy, ct)).LoadMs ?? 0);

    /// <summary>Ends the entry's life and returns right after its end.</summary>
    public async Task ExpireAsync(CancellationToken ct) =>
        await WaitUntilAsync(await EndAsync(Soon, ct), ct);

    public static async Task WaitUntilAsync(long timestamp, CancellationToken ct)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);
        if (left > TimeSpan.Zero) await Task.Delay(left, ct);
    }
}
