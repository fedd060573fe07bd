using System.Globalization;
using CacheFleet.LocalServers;
using Xunit;

namespace CacheFleet.Testing;

/// <summary>A Redis Cluster of three masters without replicas, each on its own free port.</summary>
public sealed class RedisCluster : IAsyncLifetime
{
    private const int Slots = 16_384;

    private readonly List<Node> _nodes = [.. Enumerable.Range(0, 3).Select(_ => new Node(FreePort.Next()))];

    /// <summary>One node: a client must find the others from there.</summary>
    public string ConnectionString => _nodes[0].ConnectionString;

    public IReadOnlyList<LocalRedis> Nodes => _nodes;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.StartAsync()));
        for (var i = 0; i < _nodes.Count; i++)
        {
            var first = Slots * i / _nodes.Count;
            var last = (Slots * (i + 1) / _nodes.Count) - 1;
            await AskAsync(i, $"CLUSTER ADDSLOTSRANGE {first} {last}");
            await AskAsync(i, $"CLUSTER SET-CONFIG-EPOCH {i + 1}");
            await AskAsync(i, $"CLUSTER MEET 127.0.0.1 {_nodes[0].Port} {_nodes[0].Bus}");
        }

        await Eventually.IsTrueAsync(AllAgreeAsync, "three cluster nodes that agree on all slots");
    }

    /// <summary>The slot that a key lies in.</summary>
    public async Task<int> SlotOfAsync(string key) => int.Parse(
        await AskAsync(0, $"CLUSTER KEYSLOT {key}"), CultureInfo.InvariantCulture);

    /// <summary>Gives an empty slot to another node: who asks the old one is told MOVED.</summary>
    public async Task MoveEmptySlotAsync(int slot, int toNode)
    {
        var id = await AskAsync(toNode, "CLUSTER MYID");
        await AskAsync(toNode, $"CLUSTER SETSLOT {slot} NODE {id}");
        for (var i = 0; i < _nodes.Count; i++)
            await AskAsync(i, $"CLUSTER SETSLOT {slot} NODE {id}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private async Task<bool> AllAgreeAsync()
    {
        for (var i = 0; i < _nodes.Count; i++)
        {
            var info = await AskAsync(i, "CLUSTER INFO");
            if (!info.Contains("cluster_state:ok", StringComparison.Ordinal)
                || !info.Contains("cluster_size:3", StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private Task<string> AskAsync(int node, string command) => _nodes[node].AskAsync(command);

    // Without a bus port of its own a node takes one far above its port, which may be taken.
    private sealed class Node(int bus)
        : LocalRedis("--cluster-enabled", "yes", "--cluster-port", $"{bus}")
    {
        public int Bus => bus;
    }
}
