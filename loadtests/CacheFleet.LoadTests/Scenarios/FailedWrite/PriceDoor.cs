using System.Net.Http.Json;
using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.FailedWrite;

/// <summary>One product's price, written and read in one of the ways.</summary>
internal sealed class PriceDoor(FleetClient fleet, Way way, int product)
{
    private static readonly (string, string) Policy = ("X-Cache-Policy", "write-through");

    private readonly WriteClient _writes = new(fleet);

    // One replica writes, since the replay buffer is its own; another one reads.
    private Replica Writer => fleet.Replicas[0];

    private Replica Reader => fleet.Replicas[^1];

    private string Path => $"/lab/failed-writes/{way.Name}/{product}";

    /// <summary>Whether the write was acknowledged.</summary>
    public async Task<bool> WriteAsync(int price, string? fault)
    {
        (string, string)[] faults = fault is null ? [] : [("X-Lab-Write-Fault", fault)];
        if (way.Name is null)
        {
            var put = await _writes.PutAsync(Writer, product, price, CancellationToken.None, [Policy, .. faults]);
            return put.IsAcknowledged;
        }
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Writer.Address, Path))
        {
            Content = JsonContent.Create(new { price }),
        };
        foreach (var (name, value) in faults) request.Headers.Add(name, value);
        using var answer = await fleet.SendAsync(request, CancellationToken.None);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>The price as it is read, and nothing but that.</summary>
    public async Task<int> ReadAsync() => way.Name is null
        ? (await _writes.GetAsync(Reader, product, CancellationToken.None, Policy)).Price
        : (await AskAsync(Reader)).Price;

    /// <summary>
    /// The price as it is read and as the row has it, once nothing waits to be written.
    /// </summary>
    public async Task<(int Price, int Row)> QuietAsync(CancellationToken ct)
    {
        if (way.Name is null)
            return (await ReadAsync(), (await _writes.RowAsync(product, ct)).PriceCents);
        while ((await AskAsync(Writer)).Waiting > 0) await Task.Delay(5, ct);
        var report = await AskAsync(Writer);
        return (report.Price, report.Row);
    }

    /// <summary>Forgets the lab's own entry.</summary>
    public async Task ForgetAsync()
    {
        if (way.Name is null) return;
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(Writer.Address, Path));
        using var answer = await fleet.SendAsync(request, CancellationToken.None);
    }

    private async Task<Report> AskAsync(Replica replica)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(replica.Address, Path));
        using var answer = await fleet.SendAsync(request, CancellationToken.None);
        await LabRefusedException.ThrowIfRefusedAsync(answer, CancellationToken.None);
        return (await answer.Content.ReadFromJsonAsync<Report>(CancellationToken.None))!;
    }

    private sealed record Report(int Price, int Row, int Waiting);
}
