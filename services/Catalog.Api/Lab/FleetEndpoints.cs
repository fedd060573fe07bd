using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Instances;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Lab;

/// <param name="Address">Where the fleet's processes are killed, paused and started.</param>
internal sealed record FaultDeskReport(string Address);

/// <summary>Who there is, what has been counted, and how slow the origin shall be.</summary>
internal static class FleetEndpoints
{
    private const int LongestDelay = 60_000;
    private const string FaultDeskKey = "CacheFleet:FaultDesk";

    public static void MapFleet(this RouteGroupBuilder lab)
    {
        lab.MapGet("/instances", InstancesAsync);
        lab.MapGet("/counters", (LabCounters counters) => counters.Report());
        lab.MapGet("/origin", (LabOrigin origin, CancellationToken cancellation) =>
            origin.CallsAsync(cancellation));
        lab.MapGet("/fault-desk", FaultDesk);
        lab.MapPut("/origin-delay", DelayAsync);
        lab.MapPost("/objects", ImportAsync);
    }

    private static async Task<IReadOnlyList<Instance>> InstancesAsync(
        IConnectionMultiplexer redis, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            var all = await new InstanceRegistry(redis, clock).ListAsync(cancellation);
            // Understudies are their scenario's own, and may be dead by now.
            return [.. all.Where(instance => !Understudies.IsOne(instance))];
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw ProblemException.Unavailable("The registry is in Redis, which does not answer.");
        }
    }

    // Not here: a replica that is killed could not order that it be started again.
    private static FaultDeskReport FaultDesk(IConfiguration configuration) =>
        configuration[FaultDeskKey] is { Length: > 0 } address
            ? new FaultDeskReport(address)
            : throw ProblemException.NotFound("fault desk: the AppHost brings one, with the lab on");

    private static async Task<DelayChange> DelayAsync(HttpContext context, LabOrigin origin)
    {
        var body = await JsonBody.ReadAsync(context, LabJson.Default.DelayChange);
        var milliseconds = JsonBody.Count(body.Milliseconds, "milliseconds");
        if (milliseconds > LongestDelay)
        {
            throw ProblemException.BadField(
                "milliseconds", $"is {milliseconds}; it is at most {LongestDelay}.");
        }
        await origin.SetDelayAsync(milliseconds, context.RequestAborted);
        return new DelayChange(milliseconds);
    }

    private static async Task<ObjectImportReport> ImportAsync(HttpContext context, LabOrigin origin)
    {
        var body = await JsonBody.ReadAsync(context, LabJson.Default.ObjectImport);
        var objects = PackedObjects.Unpack(body);
        var inserted = await origin.ImportAsync(objects, context.RequestAborted);
        return new ObjectImportReport(objects.Count, inserted);
    }
}
