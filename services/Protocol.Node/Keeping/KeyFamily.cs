using CacheFleet.Caching;

namespace CacheFleet.Protocol.Node.Keeping;

/// <summary>The one family of entries: keys and their rows.</summary>
internal sealed class KeyFamily(Backend backend, NodeOptions options) : IFamilySource
{
    private static readonly Ttl TimeToLive = Ttl.Seconds(3600);

    public CacheFamily<string, ReadOnlyMemory<byte>> Rows { get; } = new(
        "kv", 1, KeyFormat.Text, new RawCodec(),
        async (key, cancellation) =>
        {
            var row = await backend.ReadAsync(key, cancellation);
            return row is null
                ? Loaded<ReadOnlyMemory<byte>>.Absent
                : Loaded.Of<ReadOnlyMemory<byte>>(row.Bytes, row.Version);
        },
        PolicyOf(options.Strategy));

    public IEnumerable<CacheFamily> Families => [Rows];

    // Cache-aside as it is mostly taught: a delete, and nothing that refuses a late fill.
    private static EntryPolicy PolicyOf(WriteStrategy strategy) => new()
    {
        Name = PolicyName.Default,
        TimeToLive = TimeToLive,
        SingleFlight = true,
        Guard = strategy == WriteStrategy.CacheAside ? FillGuard.None : FillGuard.Lease,
    };
}
