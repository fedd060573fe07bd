namespace CacheFleet.LocalServers;

/// <summary>A streaming replica that applies each commit late.</summary>
/// <param name="primary">A server that runs.</param>
/// <param name="behind">How long after the primary's commit.</param>
public sealed class LocalPostgresReplica(LocalPostgres primary, TimeSpan behind) : LocalPostgres
{
    protected override string[] Options =>
        ["-c", $"recovery_min_apply_delay={(int)behind.TotalMilliseconds}ms"];

    protected override Task MakeDataAsync() => RunAsPostgresAsync(
        "pg_basebackup", "-D", Data, "-h", "127.0.0.1", "-p", Text(primary.Port), "-U", "postgres",
        "-R", "-X", "stream", "-c", "fast", "--no-sync");
}
