using CacheFleet.Caching;
using CacheFleet.Caching.Storing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>A process with a cache of its own over the store that all share.</summary>
internal sealed class Node : IDisposable
{
    private readonly IServiceScope _services;
    private readonly CacheFamily<long, long> _family;
    private readonly IFleetCache _cache;

    public Node(IServiceScope services)
    {
        _services = services;
        _family = services.ServiceProvider.GetRequiredService<Row>().Family;
        _cache = services.ServiceProvider.GetRequiredService<IFleetCache>();
    }

    public bool IsDead { get; private set; }

    /// <summary>All that has happened here: what this process knows is a function of it.</summary>
    public ulong History { get; private set; }

    public void Remember(ulong happened) => History = Results.Mix(History, happened);

    public void Die()
    {
        IsDead = true;
        Remember(Results.Failed);
    }

    public async Task<long> ReadAsync() =>
        (await _cache.ReadAsync(_family.Key(1), default)).Version;

    public ValueTask<StoreTrouble> InvalidateAsync(long version) =>
        _cache.InvalidateAsync(_family.Key(1), version, default);

    public ValueTask<StoreTrouble> WriteThroughAsync(long version) =>
        _cache.WriteThroughAsync(_family.Key(1), Loaded.Of(version, version), default);

    public void Dispose() => _services.Dispose();
}

/// <summary>The family of the one row that everything here is about.</summary>
internal sealed class Row(Seat seat) : IFamilySource
{
    public CacheFamily<long, long> Family { get; } = new(
        "row", 1, KeyFormat.Number, new VersionCodec(), (_, _) => LoadAsync(seat), seat.Policy);

    public IEnumerable<CacheFamily> Families => [Family];

    private static async ValueTask<Loaded<long>> LoadAsync(Seat seat)
    {
        var version = await seat.World.LoadRowAsync();
        return Loaded.Of(version, version);
    }

    private sealed class VersionCodec : ICacheCodec<long>
    {
        public byte[] Encode(long value) => BitConverter.GetBytes(value);

        public bool TryDecode(ReadOnlyMemory<byte> payload, out long value)
        {
            value = BitConverter.ToInt64(payload.Span);
            return true;
        }
    }
}
