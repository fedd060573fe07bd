using System.Globalization;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Results;

/// <summary>
/// One line of a result: which requirement, under which policy, from how many samples.
/// </summary>
public sealed record Row(string Id, string Policy, long Samples)
{
    /// <summary>
    /// Numbers, texts, lists of numbers, or numbers by name; keys as in <see cref="Column.Key"/>.
    /// </summary>
    public Dictionary<string, object?> Values { get; init; } = [];

    /// <summary>The same with a rate and its interval (<see cref="Column.OfRate"/>).</summary>
    public Row WithRate(string key, Proportion rate)
    {
        Values[key] = rate.Rate;
        Values[key + "Low"] = rate.Low;
        Values[key + "High"] = rate.High;
        return this;
    }

    public string Show(Column column) => Values.GetValueOrDefault(column.Key) switch
    {
        null => "–",
        string text => text,
        IFormattable number => number.ToString(column.Format, CultureInfo.InvariantCulture),
        IReadOnlyDictionary<string, double> byName => string.Join(
            ", ", byName.Select(
                p => $"{p.Key} {p.Value.ToString(column.Format, CultureInfo.InvariantCulture)}")),
        var other => other.ToString() ?? "–",
    };
}
