namespace CacheFleet.LocalServers;

/// <summary>A Sentinel that alone decides that the primary called <c>lab</c> is gone.</summary>
/// <param name="primary">What it watches.</param>
/// <param name="downAfter">How long the primary must be silent.</param>
public sealed class LocalSentinel(LocalRedis primary, TimeSpan downAfter) : LocalRedis
{
    protected override string[] Arguments => [Path.Combine(Folder, "sentinel.conf"), "--sentinel"];

    protected override LocalProcess Launch()
    {
        File.WriteAllText(Arguments[0], $"""
            port {Port}
            bind 127.0.0.1
            dir {Folder}
            sentinel monitor lab 127.0.0.1 {primary.Port} 1
            sentinel down-after-milliseconds lab {(int)downAfter.TotalMilliseconds}
            sentinel failover-timeout lab 3000
            """);
        return base.Launch();
    }
}
