using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Products;

/// <summary>The body of a PUT, as it came.</summary>
internal sealed record ProductChange(
    string? Name = null, int? Category = null, int? PriceCents = null, int? Stock = null)
{
    private const int LongestName = 200;

    /// <summary>The values, once all are there and within their limits.</summary>
    /// <exception cref="ProblemException">One is not (400, with its name).</exception>
    public ProductValues Checked()
    {
        var name = Name?.Trim();
        if (string.IsNullOrEmpty(name))
            throw ProblemException.BadField("name", "is missing or empty.");
        if (name.Length > LongestName)
            throw ProblemException.BadField("name", $"has more than {LongestName} characters.");
        return new ProductValues(
            name,
            JsonBody.Count(Category, "category"),
            JsonBody.Count(PriceCents, "priceCents"),
            JsonBody.Count(Stock, "stock"));
    }
}

/// <summary>What a PUT sets.</summary>
internal sealed record ProductValues(string Name, int Category, int PriceCents, int Stock);
