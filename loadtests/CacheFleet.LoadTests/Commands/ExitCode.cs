namespace CacheFleet.LoadTests.Commands;

/// <summary>What the program tells its caller.</summary>
public static class ExitCode
{
    public const int Passed = 0;
    public const int Failed = 1;

    /// <summary>Nothing was measured: bad arguments, no fleet, or the fleet refused.</summary>
    public const int NotRun = 2;

    public const int Cancelled = 130;
}
