using System.Diagnostics;
using System.Net.Sockets;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Trace;

/// <summary>
/// Paced: an open model that starts so many accesses of the trace every second, in the trace's
/// order, dealt to the replicas in turn. A trace that is shorter than the run begins again.
/// </summary>
internal sealed class PacedReplay(ScenarioContext context, TracePlan plan, string policy, int rate)
{
    private readonly Lock _gate = new();
    private readonly ReplayTally _tally = new();
    private long _next = -1;

    public ReplayProgress Progress { get; } = new((long)(rate * context.Knobs.During.TotalSeconds));

    public async Task<(ReplayTally Tally, OpenLoadStats Stats)> RunAsync(CancellationToken ct)
    {
        var replicas = context.Fleet.Replicas;
        var pools = replicas.Select(replica => new ConnectionPool(replica.Address)).ToArray();
        var requests = replicas.Select(replica => new ObjectRequests(replica.Address, policy))
            .ToArray();
        try
        {
            var stats = await OpenLoad.RunAsync(
                context.Knobs.During,
                ct,
                new OpenLoad("trace", rate, () => AccessAsync(pools, requests, ct)));
            return (_tally, stats["trace"]);
        }
        finally
        {
            foreach (var pool in pools) pool.Dispose();
        }
    }

    private async Task<string?> AccessAsync(
        ConnectionPool[] pools, ObjectRequests[] requests, CancellationToken ct)
    {
        var access = Interlocked.Increment(ref _next);
        var turn = (int)(access % pools.Length);
        var isWrite = plan.IsWrite(access);
        var start = Stopwatch.GetTimestamp();
        try
        {
            var response =
                await pools[turn].AskAsync(requests[turn].Make(plan[access], isWrite), ct);
            lock (_gate) _tally.Count(isWrite, response, Stopwatch.GetElapsedTime(start));
            Progress.Count(
                1, response.Outcome is CacheOutcome.Hit or CacheOutcome.Stale ? 1 : 0, response.IsSuccess ? 0 : 1);
            return response.IsSuccess ? null : $"HTTP {response.Status}";
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            lock (_gate) _tally.CountErrors(1, e.Message);
            Progress.Count(1, 0, 1);
            return e.Message;
        }
    }
}
