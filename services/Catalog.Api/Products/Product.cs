namespace CacheFleet.Catalog.Api.Products;

/// <summary>A product as it is answered and cached.</summary>
internal sealed record Product(
    long Id, long Version, string Name, int Category, int PriceCents, int Stock,
    DateTimeOffset UpdatedAt);

/// <summary>One page of a list; lists are not cached yet.</summary>
internal sealed record ProductPage(IReadOnlyList<Product> Items, int Page, int Size);
