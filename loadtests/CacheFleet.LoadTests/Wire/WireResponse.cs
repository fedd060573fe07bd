namespace CacheFleet.LoadTests.Wire;

/// <summary>
/// The parts of an answer that the lab measures; bodies are read to their end and dropped.
/// <paramref name="Version"/> is that of <c>ETag: "v…"</c>, -1 without one.
/// </summary>
public readonly record struct WireResponse(
    int Status, CacheOutcome Outcome, long Version, int BodyBytes)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}
