using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Products;

/// <summary>Which products a list shows, in which order.</summary>
internal sealed record ProductQuery
{
    private const int LargestPage = 100;
    private const int LastPage = 10_000;

    // Only these names ever reach the statement.
    private static readonly Dictionary<string, string> Orders = new(StringComparer.Ordinal)
    {
        ["id"] = "id",
        ["name"] = "name, id",
        ["price"] = "price_cents, id",
        ["-price"] = "price_cents DESC, id",
    };

    /// <summary>Checks what the client asks for.</summary>
    /// <exception cref="ProblemException">A parameter is out of range (400, with its
    /// name).</exception>
    public ProductQuery(int? category, string? sort, int? page, int? size)
    {
        if (category is < 0)
            throw ProblemException.BadField("category", $"is {category}; it is at least 0.");
        Category = category;
        Sort = sort ?? "id";
        if (!Orders.ContainsKey(Sort))
        {
            throw ProblemException.BadField(
                "sort", $"is '{sort}'; it is one of {string.Join(", ", Orders.Keys)}.");
        }
        Page = Between(page ?? 1, 1, LastPage, "page");
        Size = Between(size ?? 20, 1, LargestPage, "size");
    }

    public int? Category { get; }

    public string Sort { get; }

    public int Page { get; }

    public int Size { get; }

    public int Offset => (Page - 1) * Size;

    public string OrderBy => Orders[Sort];

    private static int Between(int value, int least, int most, string name) =>
        value >= least && value <= most
            ? value
            : throw ProblemException.BadField(
                name, $"is {value}; it is between {least} and {most}.");
}
