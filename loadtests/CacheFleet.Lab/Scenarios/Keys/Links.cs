using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Keys;

/// <summary>What a request asks for: another one of these is another answer.</summary>
internal readonly record struct Meaning(int Category, string Sort, int Page)
{
    /// <summary>A number that no other meaning has, in place of the rows of the page.</summary>
    public int Answer => (Category * 1000) + (Array.IndexOf(Links.Sorts, Sort) * 100) + Page;
}

/// <summary>
/// Makes the links that people follow: popular pages often, each spelt in its own way.
/// </summary>
internal sealed class Links(int seed)
{
    public static readonly string[] Sorts = ["id", "name", "price", "-price"];

    private static readonly string[] Campaigns = ["mail", "search", "social", "partner"];

    private readonly Random _random = new(seed);

    public (string Query, Meaning Meaning) Next()
    {
        // The square makes the first categories popular.
        var popular = _random.NextDouble();
        var meaning = new Meaning(
            (int)(popular * popular * 20), Sorts[_random.Next(Sorts.Length)], _random.Next(1, 3));
        List<string> parts = [Name("category", Invariant($"{meaning.Category}"))];
        if (meaning.Sort != "id" || _random.Next(2) == 0) parts.Add(Name("sort", Case(meaning.Sort)));
        if (meaning.Page != 1 || _random.Next(2) == 0) parts.Add(Name("page", Invariant($"{meaning.Page}")));
        parts.Add(Invariant($"utm_source={Campaigns[_random.Next(Campaigns.Length)]}"));
        parts.Add(Invariant($"utm_campaign={_random.Next(10_000)}"));
        _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parts));
        return ("?" + string.Join('&', parts), meaning);
    }

    private string Name(string name, string value) => $"{Case(name)}={value}";

    private string Case(string text) => _random.Next(4) == 0 ? text.ToUpperInvariant() : text;
}
