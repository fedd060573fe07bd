using System.Text.Json;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Observing.Consistency;

/// <summary>
/// Asks the replicas what their memory holds, as they have registered themselves in Redis.
/// </summary>
internal sealed class ReplicaMemory(IConnectionMultiplexer redis, HttpClient http, TimeProvider clock)
{
    // As the replicas write it; they are another service, and this is the interface between the
    // two.
    private const string Registry = "cachefleet:instances";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Where they are.</summary>
    /// <exception cref="RedisException">Redis does not answer.</exception>
    public async Task<IReadOnlyList<Uri>> FindAsync()
    {
        var database = redis.GetDatabase();
        var found = new List<Uri>();
        foreach (var id in await database.SetMembersAsync(Registry).WaitAsync(Patience, clock))
        {
            string? address = await database.HashGetAsync($"{Registry}:{id}", "address").WaitAsync(Patience, clock);
            if (Uri.TryCreate(address, UriKind.Absolute, out var uri))
                found.Add(uri);
        }

        return found;
    }

    /// <summary>
    /// The oldest version that a replica's memory would answer, of each of the entries that it
    /// holds.
    /// </summary>
    /// <returns>Nothing if the replica does not answer: it may be gone.</returns>
    public async Task<IReadOnlyDictionary<string, long>> VersionsAsync(
        Uri replica, IEnumerable<string> entries, CancellationToken cancellation)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Patience);
            using var answer = await http.PostAsJsonAsync(
                new Uri(replica, "/memory"), new { entries }, limit.Token);
            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<Report>(limit.Token))?.Versions ?? [];
        }
        catch (Exception e) when (e is HttpRequestException or JsonException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new Dictionary<string, long>();
        }
    }

    private sealed record Report(Dictionary<string, long> Versions);
}
