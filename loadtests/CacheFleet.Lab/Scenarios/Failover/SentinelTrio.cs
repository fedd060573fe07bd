using System.Globalization;
using CacheFleet.LocalServers;

namespace CacheFleet.Lab.Scenarios.Failover;

/// <summary>A primary, its replica, and a Sentinel that alone decides.</summary>
internal sealed class SentinelTrio : IAsyncDisposable
{
    private static readonly TimeSpan DownAfter = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly ServerGroup _servers;
    private readonly LocalSentinel _sentinel;

    private SentinelTrio(ServerGroup servers, LocalRedis primary, LocalRedis replica, LocalSentinel sentinel) =>
        (_servers, Primary, Replica, _sentinel) = (servers, primary, replica, sentinel);

    public LocalRedis Primary { get; }

    public LocalRedis Replica { get; }

    public static async Task<SentinelTrio> StartAsync(CancellationToken ct)
    {
        var servers = new ServerGroup();
        try
        {
            var primary = await servers.StartAsync(new LocalRedis());
            var replica = await servers.StartAsync(new LocalRedis(LocalRedis.ReplicaOf(primary)));
            using (var client = await replica.OpenAsync(ct))
                await UntilAsync(async () => await IsLinkedAsync(client), "the replica is in sync", ct);
            var sentinel = await servers.StartAsync(new LocalSentinel(primary, DownAfter));
            using (var client = await sentinel.OpenAsync(ct))
            {
                await UntilAsync(
                    async () => await client.AskAsync("SENTINEL", "REPLICAS", "lab") is object[] { Length: 1 },
                    "Sentinel knows the replica", ct);
            }
            return new SentinelTrio(servers, primary, replica, sentinel);
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the replica is the primary, for Sentinel and for itself.</summary>
    public async Task WaitForPromotionAsync(CancellationToken ct)
    {
        var port = Replica.Port.ToString(CultureInfo.InvariantCulture);
        await UntilAsync(
            async () => await AskAsync(_sentinel, ct, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "lab")
                is object[] address && address[1] is string at && at == port,
            "Sentinel has promoted the replica", ct);
        await UntilAsync(
            async () => await AskAsync(Replica, ct, "ROLE") is object[] role && role[0] is "master",
            "the replica is the primary", ct);
    }

    /// <summary>
    /// Asks on a connection of its own; null if that was closed, as a promotion does to all
    /// clients.
    /// </summary>
    public static async Task<object?> AskAsync(LocalRedis node, CancellationToken ct, params string[] command)
    {
        try
        {
            using var client = await node.OpenAsync(ct);
            return await client.AskAsync(command);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    private static async Task<bool> IsLinkedAsync(RespClient client) =>
        await client.AskAsync("ROLE") is object[] role && role.Length > 3 && role[3] is "connected";

    private static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        while (!await condition())
        {
            if (limit.IsCancellationRequested && !ct.IsCancellationRequested)
                throw new IOException($"Not within {Patience.TotalSeconds:0} s: {what}.");
            await Task.Delay(BetweenLooks, ct);
        }
    }
}
