using System.Diagnostics;
using System.Net.Sockets;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>
/// Steady requests in the time before an expiry: what gives early recomputation its chance. They
/// start at a fixed rate whether or not those before have been answered.
/// </summary>
public sealed class Approach : IDisposable
{
    /// <summary>Requests per second, over all replicas.</summary>
    public const int Rate = 200;

    /// <summary>
    /// At β = 1 and 200 ms a load, 2 of 100 expiries would be met by a draw that is earlier still.
    /// </summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1.0 / Rate);

    private readonly ConnectionPool[] _pools;
    private readonly byte[][] _requests;

    public Approach(IReadOnlyList<Replica> replicas, string path, string policy)
    {
        _pools = [.. replicas.Select(replica => new ConnectionPool(replica.Address))];
        _requests = [.. replicas.Select(r => WireRequest.Get(r.Address, path, policy))];
    }

    /// <summary>Sends until the timestamp; the inner task ends with the last answer.</summary>
    public async Task<Task<Arrival[]>> RunUntilAsync(long end, CancellationToken ct)
    {
        var arrivals = new List<Task<Arrival>>();
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; ; n++)
        {
            var due = start + (long)(n * Between.TotalSeconds * Stopwatch.Frequency);
            if (due >= end) break;
            await HotEntry.WaitUntilAsync(due, ct);
            arrivals.Add(AskAsync(n % _pools.Length, end, ct));
        }
        await HotEntry.WaitUntilAsync(end, ct);
        return Task.WhenAll(arrivals);
    }

    public void Dispose()
    {
        foreach (var pool in _pools) pool.Dispose();
    }

    private async Task<Arrival> AskAsync(int replica, long end, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        var ahead = Stopwatch.GetElapsedTime(start, end);
        try
        {
            var response = await _pools[replica].AskAsync(_requests[replica], ct);
            return new Arrival(
                ahead, Stopwatch.GetElapsedTime(start), response.Outcome, response.IsSuccess);
        }
        catch (Exception e) when (e is System.IO.IOException or SocketException)
        {
            return new Arrival(
                ahead, Stopwatch.GetElapsedTime(start), CacheOutcome.Unknown, IsSuccess: false);
        }
    }
}

/// <summary>
/// One request of the approach: how long before the expiry it began, and its answer.
/// </summary>
public readonly record struct Arrival(
    TimeSpan Ahead, TimeSpan Latency, CacheOutcome Outcome, bool IsSuccess);
