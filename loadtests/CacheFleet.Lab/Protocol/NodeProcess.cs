using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CacheFleet.Lab.Protocol;

/// <summary>The real program, spoken to over its standard input and output.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonObject>> _asked = new();
    private readonly Process _process;
    private readonly Task _listening;
    private readonly Lock _gate = new();
    private long _lastId;

    private NodeProcess(Process process)
    {
        _process = process;
        _listening = ListenAsync();
    }

    /// <summary>Every line that the node has written, in order.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public static NodeProcess Start(params string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CacheFleet.Protocol.Node.dll");
        return new NodeProcess(Process.Start(new ProcessStartInfo("dotnet", [program, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
    }

    public static async Task<NodeProcess> StartReadyAsync(params string[] args)
    {
        var node = Start(args);
        await node.AskAsync(new JsonObject { ["type"] = "init", ["node_id"] = "n1" });
        return node;
    }

    /// <summary>Writes a line as it is.</summary>
    public void Say(string line)
    {
        lock (_gate)
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
    }

    /// <summary>
    /// Sends a body under a message id of its own and waits for the reply's body.
    /// </summary>
    public async Task<JsonObject> AskAsync(JsonObject body)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        body["msg_id"] = id;
        Say(new JsonObject { ["src"] = "c0", ["dest"] = "n1", ["body"] = body }.ToJsonString());
        return await answer.Task.WaitAsync(Patience);
    }

    public Task<JsonObject> ReadAsync(string key, string type = "read") =>
        AskAsync(new JsonObject { ["type"] = type, ["key"] = key });

    public Task<JsonObject> WriteAsync(string key, JsonNode? value, string type = "write") =>
        AskAsync(new JsonObject { ["type"] = type, ["key"] = key, ["value"] = value });

    public Task<JsonObject> CasAsync(string key, JsonNode? from, JsonNode? to, bool create = false) =>
        AskAsync(new JsonObject
        {
            ["type"] = "cas",
            ["key"] = key,
            ["from"] = from,
            ["to"] = to,
            ["create_if_not_exists"] = create,
        });

    /// <summary>Has write-behind write what it has buffered.</summary>
    public Task<JsonObject> FlushAsync() => AskAsync(new JsonObject { ["type"] = "flush" });

    public Task<JsonObject> StatsAsync() => AskAsync(new JsonObject { ["type"] = "stats" });

    /// <summary>Ends the input; the exit code when all has been answered.</summary>
    public async Task<int> EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _listening;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            Lines.Enqueue(line);
            var body = JsonNode.Parse(line)!["body"]!.AsObject();
            if (body["in_reply_to"] is { } id && _asked.TryRemove(id.GetValue<long>(), out var answer))
                answer.SetResult(body);
        }
    }
}
