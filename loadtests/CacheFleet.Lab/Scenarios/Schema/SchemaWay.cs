using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;

namespace CacheFleet.Lab.Scenarios.Schema;

/// <summary>One way to bring out the second version.</summary>
internal sealed record SchemaWay(
    string Name, Func<ShelfFleet, CancellationToken, Task<ISchemaNode>> StartNewAsync)
{
    private const string Currency = "EUR";

    /// <summary>The consumer of events names the new keys beside the old before any replica does.</summary>
    public bool ConsumerFirst { get; init; } = true;

    /// <summary>What is recommended; the others show what it guards against.</summary>
    public bool IsRight { get; init; }

    public static IReadOnlyList<SchemaWay> All { get; } =
    [
        new("same keys, field optional", (fleet, ct) => SchemaNode<LaxItem>.StartAsync(
            fleet, 1, new JsonCodec<LaxItem>(SchemaJson.Default.LaxItem),
            row => new LaxItem(row.Id, row.Cents) { Currency = Currency },
            item => item.Currency is not null, ct)),
        new("same keys, field required", (fleet, ct) => StartPricedAsync(fleet, 1, ct)),
        new("new keys, consumer last", (fleet, ct) => StartPricedAsync(fleet, 2, ct))
        {
            ConsumerFirst = false,
        },
        new("new keys, consumer first", (fleet, ct) => StartPricedAsync(fleet, 2, ct))
        {
            IsRight = true,
        },
    ];

    public static Task<ISchemaNode> StartOldAsync(ShelfFleet fleet, CancellationToken ct) =>
        SchemaNode<Item>.StartAsync(
            fleet, 1, new JsonCodec<Item>(ItemJson.Default.Item), row => row, _ => true, ct);

    private static Task<ISchemaNode> StartPricedAsync(
        ShelfFleet fleet, int version, CancellationToken ct) => SchemaNode<PricedItem>.StartAsync(
            fleet, version, new JsonCodec<PricedItem>(SchemaJson.Default.PricedItem),
            row => new PricedItem(row.Id, row.Cents) { Currency = Currency }, _ => true, ct);
}
