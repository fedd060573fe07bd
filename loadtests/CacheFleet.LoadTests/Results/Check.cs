namespace CacheFleet.LoadTests.Results;

/// <summary>
/// One statement of a result that is either so or not; all together make the verdict.
/// </summary>
public sealed record Check(string Name, string Expected, string Actual, bool Pass)
{
    /// <summary>
    /// The requirement that it decides; null: every one that the scenario proves.
    /// </summary>
    public string? Id { get; init; }
}
