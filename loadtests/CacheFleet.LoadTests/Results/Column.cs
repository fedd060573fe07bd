namespace CacheFleet.LoadTests.Results;

/// <summary>
/// One column of a result's table. <paramref name="Key"/> is its name in JSON, in camelCase with
/// the unit as suffix; <paramref name="Meaning"/> is printed under the table so that a page needs
/// no explanation.
/// </summary>
public sealed record Column(string Key, string Title, string Meaning, string Format = "#,0.##")
{
    /// <summary>Three columns, which <see cref="Row.WithRate"/> fills: a rate and its interval.</summary>
    public static IEnumerable<Column> OfRate(
        string key, string title, string meaning, string format = "0.#%") =>
    [
        new(key, title, meaning, format),
        new(key + "Low", "from", "lower end of the 95 % interval", format),
        new(key + "High", "to", "upper end (Wilson; all or none: rule of three)", format),
    ];
}
