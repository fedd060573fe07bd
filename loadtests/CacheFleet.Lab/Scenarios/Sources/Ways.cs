using System.Globalization;
using CacheFleet.Lab.Shelf;

namespace CacheFleet.Lab.Scenarios.Sources;

/// <summary>
/// One way to do it, wrong or right: a trial answers whether a read at the end saw what the
/// database
/// does not have.
/// </summary>
internal sealed record Way(string Name, bool Guarded, Func<int, CancellationToken, Task<bool>> Trial)
{
    /// <summary>Whether each trial must show a refused fill.</summary>
    public bool RefusesFills { get; init; }
}

/// <summary>The ways that are compared, each wrong one before its right one.</summary>
internal static class Ways
{
    private const int Category = 7;
    private const int Categories = 20;

    public static IReadOnlyList<Way> Of(ShelfFleet fleet, LaggingReplica lagging) =>
    [
        new("deleted before the commit", false, (n, ct) => DeletedFirstAsync(fleet, 100 + n, ct)),
        new("deleted after the commit", true, (n, ct) => CommittedFirstAsync(fleet, 200 + n, ct)),
        new("written before a rollback (phantom)", false, (n, ct) => WrittenFirstAsync(fleet, 300 + n, true, ct)),
        new("written after the commit only", true, (n, ct) => WrittenFirstAsync(fleet, 400 + n, false, ct)),
        new("filled from a lagging replica", false,
            (n, ct) => FromReplicaAsync(fleet, lagging, SourcePolicies.Plain, 500 + n, ct)),
        new("filled from it under a version", true,
            (n, ct) => FromReplicaAsync(fleet, lagging, SourcePolicies.Guarded, 600 + n, ct)) { RefusesFills = true },
        new("derived view forgotten", false, (n, ct) => DerivedAsync(fleet, n, named: false, ct)),
        new("derived view named by the change", true, (n, ct) => DerivedAsync(fleet, n, named: true, ct)),
    ];

    private static async Task<bool> DeletedFirstAsync(ShelfFleet fleet, long id, CancellationToken ct)
    {
        await fleet.ReadAsync(Text(id), SourcePolicies.Plain, ct);
        await fleet.InvalidateAsync(Text(id), 0);
        // A reader comes between the delete and the commit, and brings the old row back.
        await fleet.ReadAsync(Text(id), SourcePolicies.Plain, ct);
        var version = await fleet.Origin.ChangeAsync(id, ct);
        return await IsStaleAsync(fleet, SourcePolicies.Plain, Text(id), version, ct);
    }

    private static async Task<bool> CommittedFirstAsync(ShelfFleet fleet, long id, CancellationToken ct)
    {
        await fleet.ReadAsync(Text(id), SourcePolicies.Guarded, ct);
        var version = await fleet.Origin.ChangeAsync(id, ct);
        // The same reader, between the commit and the delete.
        await fleet.ReadAsync(Text(id), SourcePolicies.Guarded, ct);
        await fleet.InvalidateAsync(Text(id), version);
        return await IsStaleAsync(fleet, SourcePolicies.Guarded, Text(id), version, ct);
    }

    // The cache is given the row as the transaction would leave it; then the transaction is rolled
    // back.
    private static async Task<bool> WrittenFirstAsync(
        ShelfFleet fleet, long id, bool cacheFirst, CancellationToken ct)
    {
        await fleet.ReadAsync(Text(id), SourcePolicies.Guarded, ct);
        await using var connection = await fleet.Origin.Primary.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var planned = new Item(id, -1);
        if (cacheFirst) await fleet.WriteThroughAsync(Text(id), planned, version: 2);
        await transaction.RollbackAsync(ct);
        return (await fleet.ReadAsync(Text(id), SourcePolicies.Guarded, ct)).Value.Cents == planned.Cents;
    }

    private static async Task<bool> FromReplicaAsync(
        ShelfFleet fleet, LaggingReplica lagging, string policy, long id, CancellationToken ct)
    {
        var version = await fleet.Origin.ChangeAsync(id, ct);
        await fleet.InvalidateAsync(Text(id), version);
        fleet.Origin.ReadFrom = lagging.Source;
        try
        {
            // It misses, and reads where the commit has not arrived yet.
            await fleet.ReadAsync(Text(id), policy, ct);
            await lagging.CatchUpAsync(id, version, ct);
            return await IsStaleAsync(fleet, policy, Text(id), version, ct);
        }
        finally
        {
            fleet.Origin.ReadFrom = fleet.Origin.Primary;
        }
    }

    private static async Task<bool> DerivedAsync(ShelfFleet fleet, int n, bool named, CancellationToken ct)
    {
        var view = $"sum-{Category}";
        var id = (n * Categories) + Category;
        await fleet.ReadAsync(view, SourcePolicies.Guarded, ct);
        var version = await fleet.Origin.ChangeAsync(id, ct);
        await fleet.InvalidateAsync(Text(id), version);
        // Its version is the sum of its rows' versions: it grows with each of them.
        var (_, truth) = await fleet.Origin.TruthAsync(view, ct);
        if (named) await fleet.InvalidateAsync(view, truth);
        var stale = await IsStaleAsync(fleet, SourcePolicies.Guarded, view, truth, ct);
        await fleet.InvalidateAsync(view, truth);
        return stale;
    }

    private static async Task<bool> IsStaleAsync(
        ShelfFleet fleet, string policy, string key, long version, CancellationToken ct)
    {
        var stale = false;
        for (var replica = 0; replica < ShelfFleet.Size; replica++)
            stale |= (await fleet.ReadAsync(replica, key, policy, ct)).Version < version;
        return stale;
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
