using System.Globalization;

namespace CacheFleet.LoadTests.Statistics;

/// <summary>
/// <paramref name="Count"/> of <paramref name="Of"/> with its 95 % interval: Wilson's score
/// interval (JASA 22, 1927), which stays within 0..1 at the edges; "0 of N" and "N of N" by the
/// rule of three.
/// </summary>
public readonly record struct Proportion(long Count, long Of)
{
    private const double Z = 1.959963984540054;

    public double Rate => Of == 0 ? 0 : (double)Count / Of;

    public double Low => Of == 0 || Count == 0 ? 0
        : Count == Of ? Math.Max(0, 1 - (3.0 / Of))
        : Wilson(-1);

    public double High => Of == 0 || Count == Of ? 1
        : Count == 0 ? Math.Min(1, 3.0 / Of)
        : Wilson(+1);

    public override string ToString() => Of == 0
        ? "0 of 0"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Count:N0} of {Of:N0} = {Percent(Rate)} (95 %: {Percent(Low)} … {Percent(High)})");

    private static string Percent(double rate) =>
        (rate * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";

    private double Wilson(int side)
    {
        double n = Of;
        var centre = Rate + (Z * Z / (2 * n));
        var spread = Z * Math.Sqrt((Rate * (1 - Rate) / n) + (Z * Z / (4 * n * n)));
        return (centre + (side * spread)) / (1 + (Z * Z / n));
    }
}
