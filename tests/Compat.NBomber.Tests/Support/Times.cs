namespace CacheFleet.Compat.NBomber.Tests.Support;

internal static class Times
{
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
