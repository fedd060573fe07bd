using CacheFleet.Caching;

namespace CacheFleet.Lab.Shelf;

/// <summary>One family over the shelf, under the policies that a scenario compares.</summary>
internal sealed class ShelfFamily(ShelfOrigin origin, IReadOnlyList<EntryPolicy> policies) : IFamilySource
{
    public CacheFamily<string, Item> Items { get; } = new(
        "shelf", 1, KeyFormat.Text, new JsonCodec<Item>(ItemJson.Default.Item),
        (key, cancellation) => origin.LoadAsync(key, cancellation), [.. policies]);

    public IEnumerable<CacheFamily> Families => [Items];
}
