namespace CacheFleet.LoadTests.Results;

/// <summary>
/// One column of a result's table. <paramref name="Key"/> is its name in JSON, in camelCase with
/// the unit as suffix; <paramref name="Meaning"/> is printed under the table so that a page needs
/// no explanation.
/// </summary>
public sealed record Column(string Key, string Title, string Meaning, string Format = "#,0.##");
