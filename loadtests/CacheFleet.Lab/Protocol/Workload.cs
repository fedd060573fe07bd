using System.Text.Json.Nodes;
using CacheFleet.Lab.Protocol.Linearizability;

namespace CacheFleet.Lab.Protocol;

/// <summary>
/// Concurrent clients, each with one request under way: reads, writes of values that are never used
/// twice, and
/// compare-and-sets from what the client saw last.
/// </summary>
internal static class Workload
{
    public static async Task<History> RunAsync(
        NodeProcess node, int clients, int keys, int requestsEach, int seed)
    {
        var history = new History();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client =>
            Task.Run(() => ClientAsync(node, history, client, keys, requestsEach, seed))));
        return history;
    }

    private static async Task ClientAsync(
        NodeProcess node, History history, int client, int keys, int requests, int seed)
    {
        var random = new Random((seed * 1000) + client);
        var seen = new int?[keys];
        for (var n = 0; n < requests; n++)
        {
            var key = random.Next(keys);
            var fresh = (client * 1_000_000) + n + 1;
            var call = history.Call(key);
            switch (random.Next(10))
            {
                case < 6:
                    var answer = await node.ReadAsync($"k{key}");
                    seen[key] = answer["value"]?.GetValue<int>();
                    history.Return(call, new Read(seen[key]));
                    break;
                case < 9:
                    await node.WriteAsync($"k{key}", fresh);
                    history.Return(call, new Write(fresh));
                    seen[key] = fresh;
                    break;
                default:
                    var from = seen[key] ?? 0;
                    var done = await node.CasAsync($"k{key}", from, fresh);
                    history.Return(call, OutcomeOf(done, from, fresh));
                    break;
            }
        }
    }

    private static Operation OutcomeOf(JsonObject done, int from, int to) =>
        done["type"]!.GetValue<string>() == "cas_ok" ? new CompareAndSet(from, to)
            : done["code"]!.GetValue<int>() == 20 ? new Read(null)
            : new FailedCompare(from);
}
