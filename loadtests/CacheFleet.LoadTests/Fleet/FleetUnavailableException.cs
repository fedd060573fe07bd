namespace CacheFleet.LoadTests.Fleet;

/// <summary>
/// There is no fleet to measure; the message is one line that says how to mend it. Exit code 2.
/// </summary>
public sealed class FleetUnavailableException : Exception
{
    public FleetUnavailableException(string message)
        : base(message)
    {
    }

    public FleetUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public FleetUnavailableException()
    {
    }
}
