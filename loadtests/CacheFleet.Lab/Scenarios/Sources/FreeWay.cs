using System.Globalization;
using CacheFleet.Lab.Shelf;
using Npgsql;

namespace CacheFleet.Lab.Scenarios.Sources;

/// <summary>One way to write, wrong or right, for users who read all the time.</summary>
/// <param name="Name">As in the forced trials.</param>
/// <param name="Guarded">Whether it is the right way.</param>
/// <param name="WriteAsync">Makes a change of one key; its version, null if it was rolled back.</param>
internal sealed record FreeWay(
    string Name, bool Guarded, Func<ShelfFleet, int, CancellationToken, Task<long?>> WriteAsync)
{
    private const int FirstRow = 1_001;
    private const int Categories = 20;

    public string Policy { get; init; } = SourcePolicies.Guarded;

    public bool ReadsLagging { get; init; }

    /// <summary>Whether readers ask for views over many rows.</summary>
    public bool ReadsViews { get; init; }

    /// <summary>Whether there must be refused fills, or the danger was not there.</summary>
    public bool RefusesFills { get; init; }

    public static IReadOnlyList<FreeWay> All { get; } =
    [
        new("deleted before the commit", false, DeletedFirstAsync) { Policy = SourcePolicies.Plain },
        new("deleted after the commit", true, CommittedFirstAsync),
        new("written before a rollback (phantom)", false,
            (fleet, at, ct) => ThroughAsync(fleet, at, cacheFirst: true, ct)),
        new("written after the commit only", true,
            (fleet, at, ct) => ThroughAsync(fleet, at, cacheFirst: false, ct)),
        new("filled from a lagging replica", false, CommittedFirstAsync)
        {
            Policy = SourcePolicies.Plain, ReadsLagging = true,
        },
        new("filled from it under a version", true, CommittedFirstAsync)
        {
            ReadsLagging = true, RefusesFills = true,
        },
        new("derived view forgotten", false, (fleet, at, ct) => ViewAsync(fleet, at, named: false, ct))
        {
            ReadsViews = true,
        },
        new("derived view named by the change", true,
            (fleet, at, ct) => ViewAsync(fleet, at, named: true, ct)) { ReadsViews = true },
    ];

    public string KeyOf(int at) => ReadsViews ? ViewOf(at) : Text(FirstRow + at);

    private static async Task<long?> DeletedFirstAsync(ShelfFleet fleet, int at, CancellationToken ct)
    {
        await fleet.InvalidateAsync(Text(FirstRow + at), 0);
        return await fleet.Origin.ChangeAsync(FirstRow + at, ct);
    }

    private static async Task<long?> CommittedFirstAsync(ShelfFleet fleet, int at, CancellationToken ct)
    {
        var version = await fleet.Origin.ChangeAsync(FirstRow + at, ct);
        await fleet.InvalidateAsync(Text(FirstRow + at), version);
        return version;
    }

    // Every transaction is rolled back: what the cache was given of it is a phantom.
    private static async Task<long?> ThroughAsync(
        ShelfFleet fleet, int at, bool cacheFirst, CancellationToken ct)
    {
        var id = FirstRow + at;
        await using var connection = await fleet.Origin.Primary.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var update = new NpgsqlCommand(
            "UPDATE shelf SET version = version + 1, cents = -1 WHERE id = $1 RETURNING version",
            connection, transaction);
        update.Parameters.Add(new NpgsqlParameter { Value = (long)id });
        var version = (long)(await update.ExecuteScalarAsync(ct))!;
        if (cacheFirst) await fleet.WriteThroughAsync(Text(id), new Item(id, -1), version);
        await transaction.RollbackAsync(ct);
        return null;
    }

    private static async Task<long?> ViewAsync(ShelfFleet fleet, int at, bool named, CancellationToken ct)
    {
        // Of the rows that make the view up, one.
        var id = FirstRow - 1 + at;
        var version = await fleet.Origin.ChangeAsync(id, ct);
        await fleet.InvalidateAsync(Text(id), version);
        var (_, truth) = await fleet.Origin.TruthAsync(ViewOf(at), ct);
        if (named) await fleet.InvalidateAsync(ViewOf(at), truth);
        return truth;
    }

    // Row n is of category n modulo their number.
    private static string ViewOf(int at) => $"sum-{Text((FirstRow - 1 + at) % Categories)}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
