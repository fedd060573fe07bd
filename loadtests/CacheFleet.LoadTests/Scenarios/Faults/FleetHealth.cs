using System.Diagnostics;
using System.Net.Http.Json;
using CacheFleet.LoadTests.Commands;
using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>How long the fleet took to be itself again.</summary>
/// <param name="Took">Until all was well, or until patience ended.</param>
/// <param name="IsWell">Whether all was well in the end.</param>
/// <param name="Last">What was amiss when it was looked at last; empty if nothing ever was.</param>
internal sealed record Convalescence(TimeSpan Took, bool IsWell, string Last);

/// <summary>
/// Whether the fleet is itself again: every process healthy, every replica registered and answering
/// at every endpoint, reads and a write, from a shared store that it trusts.
/// </summary>
internal sealed class FleetHealth(FleetClient fleet, FaultDesk desk, ProductRange products)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);

    private readonly LogClient _log = new(fleet);

    public async Task<Convalescence> WaitAsync(TimeSpan patience, CancellationToken ct)
    {
        var since = Stopwatch.StartNew();
        var last = "";
        while (true)
        {
            var amiss = await LookAsync(ct);
            if (amiss is null || since.Elapsed > patience)
                return new Convalescence(since.Elapsed, amiss is null, amiss ?? last);
            last = amiss;
            await Task.Delay(BetweenLooks, ct);
        }
    }

    private async Task<string?> LookAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AnswersWithin);
        try
        {
            var all = await desk.ResourcesAsync(ct);
            if (all.FirstOrDefault(one => !one.IsHealthy) is { } ill)
                return $"{ill.Instance} is {ill.State} {ill.Health}";
            await fleet.RefreshReplicasAsync(patience.Token);
            var replicas = all.Count(one => one.Resource == "api");
            if (fleet.Replicas.Count != replicas)
                return $"{fleet.Replicas.Count} of {replicas} replicas are registered";
            foreach (var replica in fleet.Replicas)
                await AskAsync(replica, patience.Token);
            return null;
        }
        catch (Exception e) when (Session.IsTrouble(e)
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return e.Message;
        }
    }

    private async Task AskAsync(Replica replica, CancellationToken ct)
    {
        string[] paths = [products.PathOf(0), "/rankings/bestsellers", "/products?category=1"];
        foreach (var path in paths)
            await SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(replica.Address, path)), ct);
        // One product beyond those of the load, whose history knows every write.
        await SendAsync(new HttpRequestMessage(
            HttpMethod.Put, new Uri(replica.Address, products.PathOf(products.Count)))
        {
            Content = JsonContent.Create(
                new { name = "a sign of life", category = 1, priceCents = 1, stock = 1 }),
        }, ct);
        var log = await _log.LookAsync(replica, ct);
        if (!log.Trusted || log.Recovering is not null || log.Relay is null)
        {
            throw new LabRefusedException(
                $"{replica.Id}: trusts Redis {log.Trusted}, recovering {log.Recovering}, "
                + $"relay {log.Relay}");
        }
    }

    private async Task SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            using var answer = await fleet.SendAsync(request, ct);
            await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
        }
    }
}
