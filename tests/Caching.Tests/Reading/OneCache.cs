using System.Diagnostics.Metrics;
using System.Text;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Locking;
using CacheFleet.Caching.Storing;
using CacheFleet.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Caching.Tests.Reading;

/// <summary>A process with a cache of one family, over a store and a clock that a test may share.</summary>
internal sealed class OneCache : IDisposable, IFamilySource
{
    private readonly ServiceProvider _services;

    public OneCache(
        EntryPolicy policy, Loader<long, string> load, StillClock clock, ISharedStore store,
        WakeUps? wakeUps = null, Action<CacheFleetOptions>? configure = null,
        ILockStore? locks = null)
    {
        Family = new CacheFamily<long, string>(
            "thing", 1, KeyFormat.Number, new TextCodec(), load, policy);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(wakeUps ?? new WakeUps());
        services.AddSingleton(this);
        services.AddSingleton(locks ?? new MemoryLockStore(clock));
        services.AddCacheFleet(options =>
        {
            options.Seed = 1;
            configure?.Invoke(options);
        }).AddFamilies<OneCache>().UseStore(_ => store);
        _services = services.BuildServiceProvider();
        Cache = _services.GetRequiredService<IFleetCache>();
        Sink = _services.GetRequiredService<IInvalidationSink>();
        Meters = _services.GetRequiredService<IMeterFactory>();
    }

    public IEnumerable<CacheFamily> Families => [Family];

    public CacheFamily<long, string> Family { get; }

    public IFleetCache Cache { get; }

    public IInvalidationSink Sink { get; }

    public IMeterFactory Meters { get; }

    public Task<Answer<string>> ReadAsync(long id = 1, CancellationToken cancellation = default) =>
        Cache.ReadAsync(Family.Key(id), cancellation).AsTask();

    public Task<StoreTrouble> InvalidateAsync(long version, long id = 1) =>
        Cache.InvalidateAsync(Family.Key(id), version, default).AsTask();

    public void Dispose() => _services.Dispose();

    private sealed class TextCodec : ICacheCodec<string>
    {
        public byte[] Encode(string value) => Encoding.UTF8.GetBytes(value);

        public bool TryDecode(ReadOnlyMemory<byte> payload, out string value)
        {
            value = Encoding.UTF8.GetString(payload.Span);
            return value != "unreadable";
        }
    }
}
