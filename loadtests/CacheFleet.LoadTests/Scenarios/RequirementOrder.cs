using System.Globalization;

namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// The order of requirement ids: by letter, then by number, so that A2 comes before A10.
/// </summary>
public sealed class RequirementOrder : IComparer<string>
{
    public static RequirementOrder Instance { get; } = new();

    public int Compare(string? x, string? y) => Parts(x).CompareTo(Parts(y));

    private static (char Letter, int Number) Parts(string? id) =>
        id is { Length: > 1 } && int.TryParse(id.AsSpan(1), CultureInfo.InvariantCulture, out var number)
            ? (id[0], number)
            : (char.MaxValue, int.MaxValue);
}
