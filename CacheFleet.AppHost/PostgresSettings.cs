namespace CacheFleet.AppHost;

/// <summary>How the fleet's PostgreSQL is set, as a program and in a container alike.</summary>
internal static class PostgresSettings
{
    private const int MaxConnections = 300;
    private const int ForEverybodyElse = 40;

    /// <summary>
    /// Statements are counted by the server itself; one statement takes one core (no parallel workers, no JIT), so that
    /// the origin's cost is the same from run to run. Durability stays as PostgreSQL ships it.
    /// </summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "-c", "shared_preload_libraries=pg_stat_statements",
        "-c", $"max_connections={MaxConnections}",
        "-c", "shared_buffers=128MB",
        "-c", "max_wal_size=1GB",
        "-c", "max_parallel_workers_per_gather=0",
        "-c", "jit=off",
    ];

    /// <summary>
    /// A herd may not take more connections than the server has: each replica gets its share, and the requests beyond
    /// it wait in the replica's pool for as long as a stampede on a small machine may take.
    /// </summary>
    public static string ClientLimits(int replicas) =>
        $"Maximum Pool Size={(MaxConnections - ForEverybodyElse) / (replicas + 1)};Timeout=60";
}
