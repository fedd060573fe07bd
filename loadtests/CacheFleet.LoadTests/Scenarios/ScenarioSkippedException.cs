namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// A scenario cannot run for want of something it does not bring along; the message says what.
/// </summary>
public sealed class ScenarioSkippedException : Exception
{
    public ScenarioSkippedException(string message)
        : base(message)
    {
    }

    public ScenarioSkippedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public ScenarioSkippedException()
    {
    }
}
