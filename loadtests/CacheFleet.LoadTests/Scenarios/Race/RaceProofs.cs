using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Race;

/// <summary>
/// The race in one line for each requirement: the baseline against the guards of that row.
/// </summary>
internal static class RaceProofs
{
    public static IReadOnlyList<Proof> Of(string what, IReadOnlyList<RaceFigure> figures)
    {
        var before = figures.FirstOrDefault(figure => figure.Policy.IsBaseline).Stale;
        return [.. figures.GroupBy(figure => figure.Policy.RaceRow).Select(row => new Proof(
            row.Key, what, before ?? Proof.None,
            Proof.Each(row.Where(one => !one.Policy.IsBaseline).Select(Guarded))))];
    }

    private static string Guarded(RaceFigure figure) => FormattableString.Invariant(
        $"{figure.Policy.Name}: {figure.Stale}, {figure.RefusedFills:N0} fills refused");
}

/// <summary>What came out under one policy.</summary>
internal readonly record struct RaceFigure(LabPolicy Policy, string Stale, long RefusedFills);
