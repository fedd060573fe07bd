using System.Globalization;
using System.Net.Sockets;

namespace CacheFleet.LocalServers;

/// <summary>
/// A Redis without persistence, so that one that was killed comes back empty; options of
/// <c>redis-server</c> can say otherwise.
/// </summary>
public class LocalRedis(params string[] options) : Server("redis")
{
    public override string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>The options of a replica of that one.</summary>
    public static string[] ReplicaOf(LocalRedis primary) =>
        ["--replicaof", "127.0.0.1", Text(primary.Port)];

    public Task<RespClient> OpenAsync(CancellationToken ct = default) => RespClient.OpenAsync(Port, ct);

    /// <summary>
    /// Sends one line on a connection of its own; a list or null is answered as its type's name or
    /// as nothing.
    /// </summary>
    public async Task<string> AskAsync(string command)
    {
        using var client = await OpenAsync();
        return Convert.ToString(await client.AskAsync(command.Split(' ')), CultureInfo.InvariantCulture) ?? "";
    }

    protected virtual string[] Arguments =>
    [
        "--port", Text(Port), "--bind", "127.0.0.1", "--dir", Folder, "--save", "",
        "--repl-diskless-sync-delay", "0", .. options,
    ];

    protected override LocalProcess Launch() =>
        LocalProcess.Start(Name, Folder, Programs.Redis, Arguments);

    protected override Task WaitUntilReadyAsync(LocalProcess process) =>
        process.WaitUntilAsync(AnswersPingAsync, TimeSpan.FromSeconds(20));

    private async Task<bool> AnswersPingAsync()
    {
        try
        {
            return await AskAsync("PING") == "PONG";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
