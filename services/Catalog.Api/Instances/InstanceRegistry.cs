using System.Globalization;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Instances;

/// <summary>One replica as it registered itself.</summary>
internal sealed record Instance(
    string Id, int Pid, string Address, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt);

/// <summary>
/// Which replicas there are: a hash with a short life for each, and a set of their ids.
/// </summary>
internal sealed class InstanceRegistry(IConnectionMultiplexer redis, TimeProvider clock)
{
    private const string All = "cachefleet:instances";

    /// <summary>Without a heartbeat for this long a replica is no longer listed.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task BeatAsync(Instance instance, CancellationToken cancellation)
    {
        var database = redis.GetDatabase();
        var key = KeyOf(instance.Id);
        var beat = database.CreateTransaction();
        HashEntry[] fields =
        [
            new("id", instance.Id),
            new("pid", instance.Pid),
            new("address", instance.Address),
            new("startedAt", Text(instance.StartedAt)),
            new("heartbeatAt", Text(instance.HeartbeatAt)),
        ];
        _ = beat.HashSetAsync(key, fields);
        _ = beat.KeyExpireAsync(key, Life);
        _ = beat.SetAddAsync(All, instance.Id);
        await beat.ExecuteAsync().WaitAsync(Patience, clock, cancellation);
    }

    public async Task LeaveAsync(string id, CancellationToken cancellation)
    {
        var database = redis.GetDatabase();
        await Task.WhenAll(
                database.SetRemoveAsync(All, id),
                database.KeyDeleteAsync(KeyOf(id)))
            .WaitAsync(Patience, clock, cancellation);
    }

    /// <summary>The replicas that are alive; the ids of the others are cleared away.</summary>
    public async Task<IReadOnlyList<Instance>> ListAsync(CancellationToken cancellation)
    {
        var database = redis.GetDatabase();
        var ids = await database.SetMembersAsync(All).WaitAsync(Patience, clock, cancellation);
        var found = new List<Instance>();
        foreach (var id in ids)
        {
            var fields = await database.HashGetAllAsync(KeyOf((string)id!))
                .WaitAsync(Patience, clock, cancellation);
            if (fields.Length > 0)
                found.Add(Read(fields));
            else
                await database.SetRemoveAsync(All, id).WaitAsync(Patience, clock, cancellation);
        }
        return [.. found.OrderBy(i => i.StartedAt).ThenBy(i => i.Id, StringComparer.Ordinal)];
    }

    private static string KeyOf(string id) => $"{All}:{id}";

    private static Instance Read(HashEntry[] fields)
    {
        var values = fields.ToDictionary(f => (string)f.Name!, f => (string?)f.Value ?? "");
        return new Instance(
            values["id"], int.Parse(values["pid"], CultureInfo.InvariantCulture),
            values["address"], Time(values["startedAt"]), Time(values["heartbeatAt"]));
    }

    private static string Text(DateTimeOffset time) =>
        time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
