using CacheFleet.Caching.Redis;
using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Instances;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Lab;

internal sealed record BulkChange(int? First = null, int? Products = null, int? Times = null);

internal sealed record PoisonChange(int? Events = null);

internal sealed record RecoveryChange(string? Recovery = null);

/// <param name="Pending">Events in the outbox that the relay has not delivered yet.</param>
/// <param name="Recovering">The recovery that is asked for or under way, or null.</param>
/// <param name="Trusted">Whether this replica answers from the shared store.</param>
/// <param name="Capped">Whether it limits its loads at the origin now.</param>
/// <param name="CappedLoadsPerSecond">To how many.</param>
/// <param name="Relay">The active relay's database session, a new one after each takeover.</param>
internal sealed record LogReport(
    long Pending, string? Recovering, bool Trusted, bool Capped, int CappedLoadsPerSecond,
    int? Relay);

/// <summary>A log that is far ahead of the cache, made and made up for.</summary>
internal static class LogEndpoints
{
    private const int MostEvents = 2_000_000;
    private const int MostPoison = 1_000;
    private const int MostEchoed = 50_000;

    private static readonly string[] Recoveries = ["replay", "compacted", "flush"];

    public static void MapLog(this RouteGroupBuilder lab)
    {
        lab.MapGet("/log", FindAsync);
        lab.MapPost("/log/changes", ChangeAsync);
        lab.MapPost("/log/echoes", EchoAsync);
        lab.MapPost("/log/poison", PoisonAsync);
        lab.MapPost("/log/recovery", RecoverAsync);
        lab.MapGet("/journal", (LabJournal journal, InstanceIdentity self) =>
            new JournalReport(self.Id, journal.Take()));
    }

    private static async Task<LogReport> FindAsync(
        LabLog log, StandingRecord record, StandingWatch watch, IOptions<CatalogOptions> options,
        CancellationToken cancellation)
    {
        var standing = await GuardAsync(record.ReadAsync);
        return new LogReport(
            await log.PendingAsync(cancellation), standing.Wanted ?? standing.Recovering, watch.IsTrusted,
            watch.IsCapped, options.Value.CappedLoadsPerSecond,
            await log.RelayAsync(cancellation));
    }

    private static async Task<BulkReport> ChangeAsync(HttpContext context, LabLog log)
    {
        var body = await JsonBody.ReadAsync(context, LabJson.Default.BulkChange);
        var products = JsonBody.Count(body.Products, "products");
        var times = JsonBody.Count(body.Times, "times");
        return (long)products * times > MostEvents
            ? throw ProblemException.BadField(
                "times", $"makes {(long)products * times} events; they are at most {MostEvents}.")
            : await log.ChangeAsync(
                JsonBody.Count(body.First, "first"), products, times, context.RequestAborted);
    }

    private static async Task<BulkReport> EchoAsync(HttpContext context, LabLog log)
    {
        var body = await JsonBody.ReadAsync(context, LabJson.Default.BulkChange);
        var products = JsonBody.Count(body.Products, "products");
        return products > MostEchoed
            ? throw ProblemException.BadField("products", $"is {products}; it is at most {MostEchoed}.")
            : await log.EchoAsync(
                JsonBody.Count(body.First, "first"), products, context.RequestAborted);
    }

    private static async Task<BulkReport> PoisonAsync(HttpContext context, LabLog log)
    {
        var body = await JsonBody.ReadAsync(context, LabJson.Default.PoisonChange);
        var events = JsonBody.Count(body.Events, "events");
        return events > MostPoison
            ? throw ProblemException.BadField("events", $"is {events}; it is at most {MostPoison}.")
            : await log.PoisonAsync(events, context.RequestAborted);
    }

    private static async Task<RecoveryChange> RecoverAsync(HttpContext context, StandingRecord record)
    {
        var body = await JsonBody.ReadAsync(context, LabJson.Default.RecoveryChange);
        if (!Recoveries.Contains(body.Recovery))
        {
            throw ProblemException.BadField(
                "recovery", $"is '{body.Recovery}'; it is one of {string.Join(", ", Recoveries)}.");
        }

        await GuardAsync(async () =>
        {
            await record.WantAsync(body.Recovery!);
            return true;
        });
        return body;
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw ProblemException.Unavailable("Redis does not answer.");
        }
    }
}
