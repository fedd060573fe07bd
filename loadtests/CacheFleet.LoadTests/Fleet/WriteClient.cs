using System.Globalization;
using System.Net;
using System.Net.Http.Json;

namespace CacheFleet.LoadTests.Fleet;

/// <summary>
/// Writes products in all the ways that the lab offers, and shows what has arrived where.
/// </summary>
public sealed class WriteClient(FleetClient fleet)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Sets a product's price, which stands for the write; the headers say what else is asked for.
    /// </summary>
    public async Task<WriteAnswer> PutAsync(
        Replica replica, int id, int price, CancellationToken ct, params (string Name, string Value)[] headers)
    {
        using var request = Request(HttpMethod.Put, replica, $"/products/{id}", headers);
        request.Content = JsonContent.Create(
            new { name = "written by a scenario", category = 1, priceCents = price, stock = 1 });
        using var answer = await fleet.SendAsync(request, ct);
        return new WriteAnswer(answer.StatusCode, VersionOf(answer));
    }

    /// <summary>What a read of the product answers under a policy, and how.</summary>
    public async Task<ReadAnswer> GetAsync(
        Replica replica, int id, CancellationToken ct, params (string Name, string Value)[] headers)
    {
        using var request = Request(HttpMethod.Get, replica, $"/products/{id}", headers);
        using var answer = await fleet.SendAsync(request, ct);
        await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
        var product = await answer.Content.ReadFromJsonAsync<Product>(ct);
        return new ReadAnswer(VersionOf(answer) ?? 0, product!.PriceCents);
    }

    /// <summary>The product as it lies in its row, whatever waits to be written to it.</summary>
    public Task<RowAnswer> RowAsync(int id, CancellationToken ct) =>
        AskAsync<RowAnswer>(HttpMethod.Get, $"/lab/rows/product/{id}", ct);

    /// <summary>
    /// Waits until no write is in the fleet's durable buffer any more; false if that takes too long.
    /// </summary>
    public async Task<bool> DrainAsync(TimeSpan patience, CancellationToken ct)
    {
        var until = TimeProvider.System.GetTimestamp();
        while ((await AskAsync<BufferAnswer>(HttpMethod.Get, "/lab/write-behind", ct)).Durable > 0)
        {
            if (TimeProvider.System.GetElapsedTime(until) > patience) return false;
            await Task.Delay(BetweenLooks, ct);
        }
        return true;
    }

    /// <summary>One more replica, which nobody balances to and which may be killed.</summary>
    public Task<Replica> StartUnderstudyAsync(CancellationToken ct) =>
        AskAsync<Replica>(HttpMethod.Post, "/lab/understudies", ct);

    private async Task<T> AskAsync<T>(HttpMethod method, string path, CancellationToken ct)
    {
        using var request = Request(method, fleet.Replicas[0], path, []);
        using var answer = await fleet.SendAsync(request, ct);
        await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
        return await answer.Content.ReadFromJsonAsync<T>(ct)
            ?? throw new LabRefusedException($"{method} {path} answered nothing.");
    }

    private static HttpRequestMessage Request(
        HttpMethod method, Replica replica, string path, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(replica.Address, path));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static long? VersionOf(HttpResponseMessage answer) =>
        answer.Headers.ETag?.Tag.Trim('"') is ['v', .. var digits]
            && long.TryParse(digits, CultureInfo.InvariantCulture, out var version)
                ? version
                : null;

    private sealed record Product(int PriceCents);

    private sealed record BufferAnswer(long Durable);
}

/// <summary>What a write was answered: its version if it was acknowledged.</summary>
public readonly record struct WriteAnswer(HttpStatusCode Status, long? Version)
{
    public bool IsAcknowledged => Status == HttpStatusCode.OK && Version is not null;
}

public readonly record struct ReadAnswer(long Version, int Price);

public sealed record RowAnswer(long Version, int PriceCents);
