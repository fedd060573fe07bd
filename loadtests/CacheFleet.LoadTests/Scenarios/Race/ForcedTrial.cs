using System.Diagnostics;
using System.Text.Json.Nodes;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Histories;

namespace CacheFleet.LoadTests.Scenarios.Race;

/// <summary>
/// The set-after-delete race, forced once:
/// (1) a reader misses, reads the row, and is held by a gate before its fill;
/// (2) a writer at another replica commits a new version and deletes the entry; the change's event comes by and
/// finds nothing to delete either;
/// (3) the gate opens and the reader fills in what it read before the write;
/// (4) whoever reads now, long after the write has returned, must see the new version.
/// </summary>
internal sealed class ForcedTrial(
    FleetClient fleet, string policy, int productId, string gate, History history)
{
    private const int ReadingClient = 1;
    private const int WritingClient = 2;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ProductClient _product = new(fleet, productId, policy);

    private Replica Reader => fleet.Replicas[0];

    private Replica Writer => fleet.Replicas[^1];

    public async Task<TrialOutcome> RunAsync(CancellationToken ct)
    {
        var (version, _, original) = await _product.ReadAsync(Writer, gate: null, ct);
        history.Begin(productId, version);
        await ForgetAsync(ct);
        await fleet.ArmGateAsync(Reader, gate, ct);
        try
        {
            return await RaceAsync(original, ct);
        }
        finally
        {
            // Also when cancelled: nobody stays held, the row gets its old content, the stale entry
            // goes.
            await fleet.RemoveGateAsync(Reader, gate, CancellationToken.None);
            await _product.WriteAsync(
                Writer, ProductClient.BodyOf(original), CancellationToken.None);
            await ForgetAsync(CancellationToken.None);
        }
    }

    private async Task<TrialOutcome> RaceAsync(
        JsonObject original, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var held = _product.ReadAsync(Reader, gate, ct);
        var wasHeld = await WaitAtGateAsync(held, ct);
        // Never cancelled: a write given up half-way could still commit after the tidying up.
        var changed = ProductClient.BodyOf(original, extraCents: 1);
        var writeBegun = Stopwatch.GetTimestamp();
        var written = await _product.WriteAsync(Writer, changed, CancellationToken.None);
        history.Write(WritingClient, productId, writeBegun, written);
        await _product.WaitForEventAsync(written, ct);
        await fleet.OpenGateAsync(Reader, gate, ct);
        var heldVersion = (await held).Version;
        history.Read(ReadingClient, productId, begun, heldVersion);
        var stale = 0;
        foreach (var replica in fleet.Replicas)
        {
            begun = Stopwatch.GetTimestamp();
            var later = await _product.ReadAsync(replica, gate: null, ct);
            history.Read(WritingClient, productId, begun, later.Version);
            if (later.Version < written) stale++;
        }
        return new TrialOutcome(wasHeld, heldVersion < written, stale, fleet.Replicas.Count);
    }

    private async Task<bool> WaitAtGateAsync(Task held, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (!held.IsCompleted)
        {
            if (await fleet.WaitingAtGateAsync(Reader, gate, patience.Token) > 0) return true;
            await Task.Delay(BetweenLooks, patience.Token);
        }
        return false;
    }

    private async Task ForgetAsync(CancellationToken ct)
    {
        var soon = TimeSpan.FromMilliseconds(1);
        if (await fleet.ExpireAsync(ProductClient.Family, _product.Key, policy, soon, ct))
        {
            await Task.Delay(soon * 4, ct);
        }
    }
}

/// <summary>
/// What one trial showed: whether the danger was there (a reader <paramref name="WasHeld"/> with
/// the old row in hand), and how many of the later reads were stale.
/// </summary>
internal readonly record struct TrialOutcome(
    bool WasHeld, bool HeldTheOldRow, int StaleReads, int LaterReads)
{
    public bool IsStale => StaleReads > 0;

    public bool IsRace => WasHeld && HeldTheOldRow;
}
