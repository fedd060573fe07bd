using CacheFleet.Protocol.Node;

if (!NodeOptions.TryRead(args, out var options, out var fault))
{
    await Console.Error.WriteLineAsync($"error: {fault}");
    await Console.Error.WriteLineAsync(NodeOptions.Usage);
    return 2;
}
await using var store = NodeStore.Create(options, TimeProvider.System);
await using var output = Console.OpenStandardOutput();
using var node = new Node(store);
await node.RunAsync(Console.In, output);
return 0;
