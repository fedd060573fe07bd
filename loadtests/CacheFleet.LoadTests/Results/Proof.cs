namespace CacheFleet.LoadTests.Results;

/// <summary>
/// What a scenario shows of one requirement, in one line: <paramref name="What"/> was counted, and
/// how it came out without the guard and with it, sample sizes included. The verdict is that of the
/// checks that are of this requirement or of none in particular.
/// </summary>
public sealed record Proof(string Id, string What, string Before, string After)
{
    /// <summary>Stands where there is nothing to compare with.</summary>
    public const string None = "–";

    /// <summary>Several figures in one cell.</summary>
    public static string Each(IEnumerable<string> figures) =>
        string.Join("; ", figures) is { Length: > 0 } all ? all : None;

    /// <summary>
    /// What is left to say of requirements whose scenario did not come to its end.
    /// </summary>
    public static IReadOnlyList<Proof> Missing(IEnumerable<string> ids) =>
        [.. ids.Select(id => new Proof(id, "was not measured", None, None))];
}
