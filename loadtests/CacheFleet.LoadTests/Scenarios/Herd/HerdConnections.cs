using System.Diagnostics;
using System.Net.Sockets;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>
/// A connection for each request of a herd, dealt to the replicas in turn, opened and used once
/// beforehand: at the launch nothing is left to do but one write each, so that the herd is
/// concurrent even on two cores.
/// </summary>
public sealed class HerdConnections : IDisposable
{
    private const int OpenedAtOnce = 64;
    private const string Warming = "/alive";

    private readonly Member[] _members;

    private HerdConnections(Member[] members) => _members = members;

    public static async Task<HerdConnections> OpenAsync(
        IReadOnlyList<Replica> replicas, int size, string path, string policy, CancellationToken ct)
    {
        var requests =
            replicas.ToDictionary(r => r.Id, r => WireRequest.Get(r.Address, path, policy));
        var members = Enumerable.Range(0, size).Select(i => replicas[i % replicas.Count])
            .Select(replica => new Member(replica, requests[replica.Id])).ToArray();
        var herd = new HerdConnections(members);
        try
        {
            await herd.WarmAsync(ct);
            return herd;
        }
        catch
        {
            herd.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens the connections that are not open (any more), and asks something cheap on each.
    /// </summary>
    public async Task WarmAsync(CancellationToken ct)
    {
        foreach (var group in _members.Chunk(OpenedAtOnce))
        {
            await Task.WhenAll(group.Select(member => member.WarmAsync(ct)));
        }
    }

    /// <summary>
    /// All requests at once; <paramref name="launched"/> runs when the last is written.
    /// </summary>
    public async Task<HerdWave> LaunchAsync(Action? launched, CancellationToken ct)
    {
        var answers = new Task<HerdAnswer>[_members.Length];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < _members.Length; i++) answers[i] = _members[i].AskAsync(ct);
        var launch = Stopwatch.GetElapsedTime(start);
        launched?.Invoke();
        return new HerdWave(await Task.WhenAll(answers), launch);
    }

    public void Dispose()
    {
        foreach (var member in _members) member.Dispose();
    }

    private sealed class Member(Replica replica, byte[] request) : IDisposable
    {
        private readonly byte[] _warming = WireRequest.Get(replica.Address, Warming);
        private WireConnection? _connection;

        public async Task WarmAsync(CancellationToken ct)
        {
            var connection = _connection ??= await WireConnection.OpenAsync(replica.Address, ct);
            await connection.SendAsync(_warming, ct);
            await connection.ReceiveAsync(ct);
        }

        public async Task<HerdAnswer> AskAsync(CancellationToken ct)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                var connection = _connection
                    ?? throw new IOException("The connection is not open.");
                await connection.SendAsync(request, ct);
                var response = await connection.ReceiveAsync(ct);
                var error = response.IsSuccess ? null : $"HTTP {response.Status}";
                return new HerdAnswer(
                    replica, response.Outcome, Stopwatch.GetElapsedTime(start), error);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                Dispose();
                return new HerdAnswer(
                    replica, CacheOutcome.Unknown, Stopwatch.GetElapsedTime(start), e.Message);
            }
        }

        public void Dispose()
        {
            _connection?.Dispose();
            _connection = null;
        }
    }
}
