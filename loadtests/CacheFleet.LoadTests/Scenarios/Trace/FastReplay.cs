using System.Diagnostics;
using System.Net.Sockets;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Wire;

namespace CacheFleet.LoadTests.Scenarios.Trace;

/// <summary>
/// As fast as possible: a closed model of so many connections, dealt to the replicas in turn. Each
/// takes the next accesses of the trace (one, or as many as it pipelines), sends them, reads the
/// answers, and comes again.
/// </summary>
internal sealed class FastReplay(ScenarioContext context, TracePlan plan, string policy)
{
    private const int Reopenings = 5;
    private static readonly TimeSpan BeforeReopening = TimeSpan.FromMilliseconds(200);

    private readonly int _pipeline = context.Knobs.Pipeline;
    private long _next;

    public ReplayProgress Progress { get; } = new(plan.Accesses.Length);

    public async Task<ReplayTally> RunAsync(CancellationToken ct)
    {
        var replicas = context.Fleet.Replicas;
        var tallies = await Task.WhenAll(Enumerable.Range(0, context.Knobs.Connections)
            .Select(i => Task.Run(() => ConnectionLoop(replicas[i % replicas.Count], ct), ct)));
        var total = new ReplayTally();
        foreach (var tally in tallies) total.Add(tally);
        return total;
    }

    private async Task<ReplayTally> ConnectionLoop(Replica replica, CancellationToken ct)
    {
        var tally = new ReplayTally();
        var requests = new ObjectRequests(replica.Address, policy);
        var buffer = new byte[requests.Longest * _pipeline];
        for (var opening = 0; opening <= Reopenings; opening++)
        {
            try
            {
                using var connection = await WireConnection.OpenAsync(replica.Address, ct);
                while (await BatchAsync(connection, requests, buffer, tally, ct))
                {
                }
                break;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await Task.Delay(BeforeReopening, ct);
                tally.CountErrors(0, e.Message);
            }
        }
        return tally;
    }

    /// <summary>
    /// False when the trace is at its end. A broken connection has lost what it had not yet
    /// answered.
    /// </summary>
    private async Task<bool> BatchAsync(
        WireConnection connection, ObjectRequests requests, byte[] buffer, ReplayTally tally,
        CancellationToken ct)
    {
        var first = Interlocked.Add(ref _next, _pipeline) - _pipeline;
        var count = (int)Math.Min(_pipeline, plan.Accesses.Length - first);
        if (count <= 0) return false;
        var length = 0;
        for (var i = 0; i < count; i++)
        {
            length += requests.Write(
                buffer.AsSpan(length), plan[first + i], plan.IsWrite(first + i));
        }
        var (start, hits, answered) = (Stopwatch.GetTimestamp(), tally.Hits, 0);
        try
        {
            await connection.SendAsync(buffer.AsMemory(0, length), ct);
            for (; answered < count; answered++)
            {
                var response = await connection.ReceiveAsync(ct);
                tally.Count(
                    plan.IsWrite(first + answered), response, Stopwatch.GetElapsedTime(start));
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            tally.CountErrors(count - answered, e.Message);
            throw;
        }
        finally
        {
            Progress.Count(count, tally.Hits - hits, count - answered);
        }
        return true;
    }
}
