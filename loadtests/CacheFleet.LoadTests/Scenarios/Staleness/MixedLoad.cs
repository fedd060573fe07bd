using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Staleness;

/// <summary>
/// Clients that read and write hot products at all replicas, under the family's own policy; each
/// does one thing after another, and everything it did and saw goes into the history.
/// </summary>
internal sealed class MixedLoad(FleetClient fleet, int first, int keys, int seed, CancellationToken ct) : IDisposable
{
    private const int Conflict = 409;
    private const int AtOnce = 12;
    private const int ReadsPerWrite = 4;

    private readonly ConnectionPool[] _pools =
        [.. fleet.Replicas.Select(replica => new ConnectionPool(replica.Address))];
    private readonly ConcurrentBag<Client> _idle = [];
    private readonly string[] _bodies = new string[keys];
    private int _clients;

    public History History { get; } = new();

    public int Clients => _clients;

    /// <summary>
    /// Every key as it is now: what the history begins with, and what writes write back.
    /// </summary>
    public async Task BeginAsync()
    {
        for (var key = 0; key < keys; key++)
        {
            using var answer = await fleet.SendAsync(
                new HttpRequestMessage(HttpMethod.Get, new Uri(fleet.Replicas[0].Address, PathOf(key))), ct);
            await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
            var product = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!.AsObject();
            _bodies[key] = ProductClient.BodyOf(product).ToJsonString();
            History.Begin(key, product["version"]!.GetValue<long>());
        }
    }

    /// <summary>
    /// The same in a closed loop, as fast as the fleet answers, so that none of it is new to the
    /// fleet when it counts.
    /// </summary>
    public async Task WarmUpAsync(TimeSpan during)
    {
        await BeginAsync();
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (var turn = 0; Stopwatch.GetElapsedTime(begun) < during; turn++)
                await (turn % ReadsPerWrite == 0 ? WriteAsync() : ReadAsync());
        }));
    }

    public Task<string?> ReadAsync() => AsClientAsync(async client =>
    {
        var (key, pool) = Pick(client);
        var start = Stopwatch.GetTimestamp();
        var answer = await pool.AskAsync(WireRequest.Get(pool.Address, PathOf(key)), ct);
        if (!answer.IsSuccess) return $"HTTP {answer.Status}";
        Note(client, key, OperationKind.Read, start, answer.Version);
        return null;
    });

    public Task<string?> WriteAsync() => AsClientAsync(async client =>
    {
        var (key, pool) = Pick(client);
        var start = Stopwatch.GetTimestamp();
        try
        {
            var answer = await pool.AskAsync(
                WireRequest.Put(pool.Address, PathOf(key), null, _bodies[key]), ct);
            if (answer.Status == Conflict) return null;
            Note(client, key, answer.IsSuccess ? OperationKind.Write : OperationKind.Doubtful, start,
                answer.IsSuccess ? answer.Version : 0);
            return answer.IsSuccess ? null : $"HTTP {answer.Status}";
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            Note(client, key, OperationKind.Doubtful, start, 0);
            throw;
        }
    });

    /// <summary>Keys that some replica still answers older than what was acknowledged.</summary>
    public async Task<int> CountStaleKeysAsync()
    {
        var stale = 0;
        foreach (var (key, newest) in History.Newest())
        {
            var versions = await Task.WhenAll(_pools.Select(
                pool => pool.AskAsync(WireRequest.Get(pool.Address, PathOf(key)), ct)));
            stale += versions.Any(answer => answer.IsSuccess && answer.Version < newest) ? 1 : 0;
        }

        return stale;
    }

    public void Dispose()
    {
        foreach (var pool in _pools) pool.Dispose();
    }

    private string PathOf(int key) => $"/products/{(first + key).ToString(CultureInfo.InvariantCulture)}";

    private async Task<string?> AsClientAsync(Func<Client, Task<string?>> work)
    {
        if (!_idle.TryTake(out var client))
        {
            var id = Interlocked.Increment(ref _clients);
            client = new Client(id, new Random(seed + id));
        }

        try
        {
            return await work(client);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return e.Message;
        }
        finally
        {
            _idle.Add(client);
        }
    }

    private (int Key, ConnectionPool Pool) Pick(Client client) =>
        (client.Chance.Next(keys), _pools[client.Chance.Next(_pools.Length)]);

    private void Note(Client client, int key, OperationKind kind, long start, long version) => History.Add(
        new Operation(client.Id, key, kind, start, Stopwatch.GetTimestamp(), version));

    private sealed record Client(int Id, Random Chance);
}
