using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>
/// The herd in one line for each requirement: the baseline against the guards of that row.
/// </summary>
internal static class HerdProofs
{
    private const string What = "recomputes per expiry, mean";

    public static IReadOnlyList<Proof> Of(IReadOnlyList<HerdSeries> series)
    {
        var baseline = series.FirstOrDefault(one => one.Policy.IsBaseline);
        var before = baseline is null ? Proof.None : Figure(baseline);
        return [.. series.GroupBy(one => one.Policy.HerdRow).Select(row => new Proof(
            row.Key, What, before, Proof.Each(
                row.Where(one => one != baseline).Select(one => $"{one.Policy.Name}: {Figure(one)}"))))];
    }

    private static string Figure(HerdSeries series) => FormattableString.Invariant(
        $"{series.Recomputes.Average():#,0.##} ({series.Expiries.Count} expiries)");
}
