using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;

namespace CacheFleet.Lab.Scenarios.Schema;

/// <param name="IsWhole">Whether every field that this version needs was there.</param>
internal readonly record struct SchemaAnswer(long Version, bool IsHit, bool IsWhole);

/// <summary>One process of a fleet, old or new, whatever shape it reads.</summary>
internal interface ISchemaNode : IAsyncDisposable
{
    ValueTask<SchemaAnswer> ReadAsync(string key, CancellationToken ct);

    /// <summary>What a consumer of this version does for an event: it names this version's key.</summary>
    Task InvalidateAsync(string key, long version);
}

/// <summary>Reads the shelf in one shape, under keys of one schema version.</summary>
internal sealed class SchemaNode<T> : ISchemaNode
{
    private readonly CacheProcess _process;
    private readonly IFleetCache _cache;
    private readonly CacheFamily<string, T> _items;
    private readonly Func<T, bool> _isWhole;

    private SchemaNode(CacheProcess process, CacheFamily<string, T> items, Func<T, bool> isWhole) =>
        (_process, _cache, _items, _isWhole) = (process, process.Cache, items, isWhole);

    /// <param name="fleet">Whose servers it uses.</param>
    /// <param name="schemaVersion">That stands in its keys.</param>
    /// <param name="codec">Of its shape.</param>
    /// <param name="shape">Makes a row into it.</param>
    /// <param name="isWhole">Whether what was read has all that this version needs.</param>
    /// <param name="ct">Ends the start.</param>
    public static async Task<ISchemaNode> StartAsync(
        ShelfFleet fleet, int schemaVersion, ICacheCodec<T> codec, Func<Item, T> shape,
        Func<T, bool> isWhole, CancellationToken ct)
    {
        var items = new CacheFamily<string, T>(
            "shelf", schemaVersion, KeyFormat.Text, codec,
            async (key, stop) => await fleet.Origin.LoadAsync(key, stop) is { IsPresent: true } row
                ? Loaded.Of(shape(row.Value), row.Version)
                : Loaded<T>.Absent,
            SchemaRun.Policy);
        var process = await CacheProcess.StartAsync(
            fleet.Redis.ConnectionString, new Family(items), _ => { }, ct);
        return new SchemaNode<T>(process, items, isWhole);
    }

    public async ValueTask<SchemaAnswer> ReadAsync(string key, CancellationToken ct)
    {
        var answer = await _cache.ReadAsync(_items.Key(key), ct);
        return new SchemaAnswer(
            answer.Version, answer.Outcome == ReadOutcome.Hit, _isWhole(answer.Value));
    }

    public async Task InvalidateAsync(string key, long version) =>
        await _cache.InvalidateAsync(_items.Key(key), version, CancellationToken.None);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private sealed class Family(CacheFamily items) : IFamilySource
    {
        public IEnumerable<CacheFamily> Families => [items];
    }
}
