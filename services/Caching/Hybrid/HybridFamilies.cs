using System.Buffers.Binary;
using Microsoft.Extensions.Options;

namespace CacheFleet.Caching.Hybrid;

/// <summary>The two families behind HybridCache: the entries and their tags' epochs.</summary>
internal sealed class HybridFamilies(IOptions<FleetHybridOptions> options) : IFamilySource
{
    // As long as may be: a tag whose epoch runs out loses its entries.
    private static readonly Ttl EpochsLive = Ttl.Of(TimeSpan.FromDays(366));

    public CacheFamily<HybridKey, HybridValue> Entries { get; } = new(
        "hybrid", 1, new HybridKey.Format(), new HybridCodec(),
        static (id, cancellation) => id.Call?.LoadAsync(cancellation) ?? new(Loaded<HybridValue>.Absent),
        Leased(options.Value.TimeToLive, options.Value.Near) with
        {
            MaxPayloadBytes = options.Value.MaxPayloadBytes,
            LeaseFor = options.Value.LeaseFor,
        });

    public CacheFamily<string, long> Tags { get; } = new(
        "hybrid-tag", 1, KeyFormat.Text, new EpochCodec(),
        static (_, _) => new(Loaded.Of(HybridTags.Draw(), 0)),
        Leased(EpochsLive, new NearOptions { TimeToLive = options.Value.TagsNearFor }));

    public IEnumerable<CacheFamily> Families => [Entries, Tags];

    private static EntryPolicy Leased(Ttl timeToLive, NearOptions near) => new()
    {
        Name = new PolicyName("lease"),
        TimeToLive = timeToLive,
        Guard = FillGuard.Lease,
        SingleFlight = true,
        Near = near,
    };

    private sealed class EpochCodec : ICacheCodec<long>
    {
        public byte[] Encode(long value)
        {
            var bytes = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            return bytes;
        }

        public bool TryDecode(ReadOnlyMemory<byte> payload, out long value)
        {
            value = 0;
            return payload.Length == sizeof(long)
                && BinaryPrimitives.TryReadInt64BigEndian(payload.Span, out value);
        }
    }
}
