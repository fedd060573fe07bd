namespace CacheFleet.LoadTests.Results;

/// <summary>
/// One statement of a result that is either so or not; all together make the verdict.
/// </summary>
public sealed record Check(string Name, string Expected, string Actual, bool Pass);
