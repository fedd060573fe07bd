using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Race;

/// <summary>
/// Free-running reads and writes of one product. The floor is the highest version whose write has
/// been acknowledged: a read that begins later and answers less is stale. Versions only grow, so
/// that overlapping writers need no order among them.
/// </summary>
internal sealed class HotRow : IDisposable
{
    private const int Conflict = 409;
    private const int Key = 0;

    private readonly ConnectionPool[] _pools;
    private readonly byte[][] _gets;
    private readonly string _path;
    private readonly string _policy;
    private readonly string _headers;
    private readonly JsonObject _original;
    private readonly CancellationToken _ct;
    private readonly ClientNumbers _clients = new();
    private long _floor;
    private int _turn;

    public HotRow(
        FleetClient fleet, string path, string policy, ProductAnswer original, CancellationToken ct,
        string headers = "")
    {
        _headers = headers;
        _pools = [.. fleet.Replicas.Select(replica => new ConnectionPool(replica.Address))];
        _gets = [.. fleet.Replicas.Select(
            replica => WireRequest.Get(replica.Address, path, policy))];
        (_path, _policy, _original, _ct) = (path, policy, original.Body, ct);
        History.Begin(Key, original.Version);
    }

    public FreeTally Tally { get; } = new();

    public History History { get; } = new();

    public Task<string?> ReadAsync() => _clients.AsOneAsync(client => ReadAsync(client, Tally.CountRead));

    /// <summary>One write, and when it has returned one read, at the next replica.</summary>
    public Task<string?> WriteThenReadAsync() => _clients.AsOneAsync(WriteThenReadAsync);

    private async Task<string?> ReadAsync(int client, Action<WireResponse, bool> count)
    {
        var floor = Interlocked.Read(ref _floor);
        var begun = Stopwatch.GetTimestamp();
        var turn = NextReplica();
        var (response, error) = await AskAsync(_pools[turn], _gets[turn]);
        if (error is not null) return error;
        History.Read(client, Key, begun, response.Version);
        count(response, response.Version < floor);
        return null;
    }

    private async Task<string?> WriteThenReadAsync(int client)
    {
        var begun = Stopwatch.GetTimestamp();
        var turn = NextReplica();
        var body = ProductClient.BodyOf(_original, extraCents: turn + 1).ToJsonString();
        var put = WireRequest.Put(_pools[turn].Address, _path, _policy, body, _headers);
        var (written, error) = await AskAsync(_pools[turn], put);
        if (written.Status == Conflict)
        {
            Tally.CountConflict();
            return null;
        }
        History.Write(client, Key, begun, error is null ? written.Version : null);
        if (error is not null) return error;
        Raise(written.Version);
        return await ReadAsync(client, Tally.CountPair);
    }

    public void Dispose()
    {
        foreach (var pool in _pools) pool.Dispose();
    }

    private int NextReplica() =>
        (int)((uint)Interlocked.Increment(ref _turn) % (uint)_pools.Length);

    private void Raise(long version)
    {
        long seen;
        while ((seen = Interlocked.Read(ref _floor)) < version)
        {
            Interlocked.CompareExchange(ref _floor, version, seen);
        }
    }

    private async Task<(WireResponse Response, string? Error)> AskAsync(
        ConnectionPool pool, byte[] request)
    {
        try
        {
            var response = await pool.AskAsync(request, _ct);
            var isAnswer = response.IsSuccess || response.Status == Conflict;
            return (response, isAnswer ? null : $"HTTP {response.Status}");
        }
        catch (Exception e) when (e is System.IO.IOException or SocketException)
        {
            return (default, e.Message);
        }
    }
}
