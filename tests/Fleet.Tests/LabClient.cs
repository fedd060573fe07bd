using System.Net.Http.Json;
using System.Text.Json;
using CacheFleet.Testing;

namespace CacheFleet.Fleet.Tests;

internal sealed record Instance(string Id, int Pid, Uri Address);

/// <summary>The fleet as its HTTP API shows it, the lab's part included.</summary>
internal sealed class LabClient(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    public async Task<Instance[]> InstancesAsync() =>
        await http.GetFromJsonAsync<Instance[]>("/lab/instances") ?? [];

    public async Task<Instance[]> WaitForInstancesAsync(int count)
    {
        Instance[] seen = [];
        await Eventually.IsTrueAsync(
            async () => (seen = await InstancesAsync()).Length == count, $"{count} replicas registered");
        return seen;
    }

    /// <summary>Loads of a family as the replicas count them, by replica.</summary>
    public async Task<Dictionary<string, long>> OriginLoadsAsync(string family)
    {
        var loads = new Dictionary<string, long>();
        foreach (var instance in await InstancesAsync())
        {
            var counters = await http.GetFromJsonAsync<JsonElement>(
                new Uri(instance.Address, "/lab/counters"));
            loads[instance.Id] = counters.GetProperty("originLoads").EnumerateArray()
                .Where(load => load.GetProperty("family").GetString() == family)
                .Sum(load => load.GetProperty("count").GetInt64());
        }

        return loads;
    }

    /// <summary>Statements of a family as PostgreSQL itself counts them.</summary>
    public async Task<long> OriginCallsAsync(string family)
    {
        var origin = await http.GetFromJsonAsync<JsonElement>("/lab/origin");
        return origin.GetProperty("calls").GetProperty(family).GetInt64();
    }

    public async Task FlushAsync(string policy)
    {
        using var answer = await http.PostAsJsonAsync("/lab/flush", new { policy });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Reads the rankings on one replica, under a policy of the lab.</summary>
    public async Task ReadRankingsAsync(Instance instance, string policy)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(instance.Address, "/rankings/bestsellers"));
        request.Headers.Add("X-Cache-Policy", policy);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<string?> ReadVersionAsync(int product)
    {
        using var answer = await http.GetAsync(new Uri($"/products/{product}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return answer.Headers.ETag?.Tag;
    }

    public void Dispose() => http.Dispose();
}
