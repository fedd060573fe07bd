using System.Text.Json.Nodes;
using CacheFleet.Caching;
using CacheFleet.Protocol.Node.Keeping;
using CacheFleet.Protocol.Node.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Protocol.Node;

/// <summary>The library over a backend in memory, under one of the write strategies.</summary>
/// <remarks>
/// Writers of a key take turns, from the backend's change to the cache's: a compare-and-set that was refused has shown
/// its caller the new value, so nobody may find the old one in the cache afterwards. Only cache-aside goes without, as
/// it does in the field, and its fills are not guarded: that is what its anomalies come from.
/// </remarks>
internal sealed class NodeStore : IAsyncDisposable
{
    private readonly KeyLocks _locks = new();
    private readonly WriteBuffer _buffer = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly NodeOptions _options;
    private readonly TimeProvider _clock;
    private readonly ServiceProvider _services;
    private readonly Backend _backend;
    private readonly IFleetCache _cache;
    private readonly CacheFamily<string, ReadOnlyMemory<byte>> _rows;
    private readonly Task _flushing;
    private long _hits;

    private NodeStore(NodeOptions options, TimeProvider clock, ServiceProvider services)
    {
        (_options, _clock, _services) = (options, clock, services);
        _backend = services.GetRequiredService<Backend>();
        _cache = services.GetRequiredService<IFleetCache>();
        _rows = services.GetRequiredService<KeyFamily>().Rows;
        _flushing = options.Strategy == WriteStrategy.WriteBehind ? FlushLoopAsync() : Task.CompletedTask;
    }

    public static NodeStore Create(NodeOptions options, TimeProvider clock)
    {
        var services = new ServiceCollection();
        services.AddSingleton(clock).AddSingleton(options);
        services.AddSingleton(new Backend(options.Delay, options.Seed, clock));
        services.AddCacheFleet(cache => cache.Seed = options.Seed).AddFamilies<KeyFamily>().UseMemory();
        return new NodeStore(options, clock, services.BuildServiceProvider());
    }

    /// <summary>The value, and whether the backend was spared; throws if there is none.</summary>
    public async Task<(JsonNode? Value, bool Hit)> ReadAsync(string key)
    {
        if (_buffer.Find(key) is { } buffered)
            return (buffered.Value?.DeepClone(), true);
        var answer = await _cache.ReadAsync(_rows.Key(key), CancellationToken.None);
        // Acknowledged and perhaps flushed while the read was under way: what is newer counts.
        if (_buffer.Find(key) is { } newer)
            return (newer.Value?.DeepClone(), true);
        if (!answer.IsPresent)
            throw new ProtocolException(ErrorCode.KeyDoesNotExist, "the key has no value");
        var hit = answer.Outcome == ReadOutcome.Hit;
        if (hit)
            Interlocked.Increment(ref _hits);
        return (Row.Decode(answer.Value), hit);
    }

    public async Task UpdateAsync(string key, Change change)
    {
        switch (_options.Strategy)
        {
            case WriteStrategy.WriteThrough:
                await _locks.HoldAsync(key, () => WriteThroughAsync(key, change));
                break;
            case WriteStrategy.WriteBehind:
                await _locks.HoldAsync(key, () => BufferAsync(key, change));
                break;
            default:
                var row = await _backend.UpdateAsync(key, change);
                await _cache.InvalidateAsync(_rows.Key(key), row.Version, CancellationToken.None);
                break;
        }
    }

    public async Task InvalidateAsync(string key) =>
        await _cache.InvalidateAsync(_rows.Key(key), 0, CancellationToken.None);

    /// <summary>
    /// Brings the backend up to date with all that was acknowledged; how many keys that were.
    /// </summary>
    public async Task<int> FlushAsync()
    {
        var flushed = 0;
        foreach (var key in _buffer.Keys)
            flushed += await _locks.HoldAsync(key, () => FlushAsync(key));
        return flushed;
    }

    public JsonObject Counts() => new()
    {
        ["backend_reads"] = _backend.Reads,
        ["backend_writes"] = _backend.Writes,
        ["hits"] = Interlocked.Read(ref _hits),
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _flushing;
        await FlushAsync();
        await _services.DisposeAsync();
        _stop.Dispose();
    }

    private async ValueTask<bool> WriteThroughAsync(string key, Change change)
    {
        var row = await _backend.UpdateAsync(key, change);
        await _cache.WriteThroughAsync(
            _rows.Key(key), Loaded.Of<ReadOnlyMemory<byte>>(row.Bytes, row.Version), CancellationToken.None);
        return true;
    }

    private async ValueTask<bool> BufferAsync(string key, Change change)
    {
        var row = _buffer.Find(key) ?? await _backend.ReadAsync(key, CancellationToken.None);
        _buffer.Put(key, change(row)?.DeepClone());
        return true;
    }

    private async ValueTask<int> FlushAsync(string key)
    {
        if (_buffer.Find(key) is not { } row)
            return 0;
        await WriteThroughAsync(key, _ => row.Value);
        _buffer.Remove(key, row);
        return 1;
    }

    private async Task FlushLoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(_options.FlushEvery, _clock, _stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await FlushAsync();
        }
    }
}
