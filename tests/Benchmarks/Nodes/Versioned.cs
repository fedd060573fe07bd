using CacheFleet.Caching;

namespace CacheFleet.Benchmarks.Nodes;

/// <summary>
/// Nodes whose origin has one version of every row; versions are no guard here, only leases.
/// </summary>
internal static class Versioned
{
    public static Task<Node<string>> StartAsync(
        string redis, EntryPolicy policy, int version, Func<long, Task>? hold = null) =>
        Node<string>.StartAsync(redis, new TextCodec(), async (id, _) =>
        {
            var row = Loaded.Of($"v{version}", 0);
            if (hold is not null)
                await hold(id);
            return row;
        }, policy);
}
