using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CacheFleet.LoadTests.Fleet;

/// <summary>One product, read and written as a user would, at a replica of one's choice.</summary>
public sealed class ProductClient(FleetClient fleet, int id, string policy)
{
    private static readonly string[] Writable = ["name", "category", "priceCents", "stock"];

    public const string Family = "product";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Key => id.ToString(CultureInfo.InvariantCulture);

    public string Path => $"/products/{Key}";

    /// <summary>
    /// The version that the answer's ETag names, and whether it came out of the cache.
    /// </summary>
    public async Task<ProductAnswer> ReadAsync(Replica replica, string? gate, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, replica);
        if (gate is not null) request.Headers.Add("X-Lab-Gate", gate);
        using var answer = await fleet.SendAsync(request, ct);
        await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
        var isHit = answer.Headers.TryGetValues("Cache-Status", out var status)
            && status.Any(value => value.Contains("; hit", StringComparison.Ordinal));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!.AsObject();
        return new ProductAnswer(VersionOf(answer), isHit, body);
    }

    /// <summary>
    /// Returns when the change's event has come by: one that came after a stale fill would mend what
    /// a trial is about.
    /// </summary>
    public async Task WaitForEventAsync(long version, CancellationToken ct)
    {
        var since = Stopwatch.StartNew();
        while (!((await fleet.EntryAsync(Family, Key, policy, ct)).Invalidated >= version))
        {
            if (since.Elapsed > Patience)
            {
                throw new LabRefusedException(
                    $"The event of product {Key}, version {version}, has not come by within "
                    + $"{Patience.TotalSeconds} s: is the worker up (its page on the dashboard)?");
            }

            await Task.Delay(BetweenLooks, ct);
        }
    }

    /// <summary>Writes the product and returns the version that the write has made.</summary>
    public async Task<long> WriteAsync(Replica replica, JsonObject body, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Put, replica);
        request.Content = JsonContent.Create(body);
        using var answer = await fleet.SendAsync(request, ct);
        await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
        return VersionOf(answer);
    }

    /// <summary>The fields of a read that may be written back.</summary>
    public static JsonObject BodyOf(JsonObject product, int extraCents = 0)
    {
        var body = new JsonObject();
        foreach (var name in Writable) body[name] = product[name]?.DeepClone();
        body["priceCents"] = (body["priceCents"]?.GetValue<int>() ?? 0) + extraCents;
        return body;
    }

    private HttpRequestMessage Request(HttpMethod method, Replica replica)
    {
        var request = new HttpRequestMessage(method, new Uri(replica.Address, Path));
        request.Headers.Add("X-Cache-Policy", policy);
        return request;
    }

    private static long VersionOf(HttpResponseMessage answer)
    {
        var tag = answer.Headers.ETag?.Tag.Trim('"') ?? "";
        return tag.StartsWith('v')
            && long.TryParse(tag[1..], CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new LabRefusedException(
                $"{answer.RequestMessage?.RequestUri} answered without the version "
                + $"in its ETag (was '{tag}').");
    }
}

public sealed record ProductAnswer(long Version, bool IsHit, JsonObject Body);
