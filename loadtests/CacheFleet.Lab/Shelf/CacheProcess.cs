using CacheFleet.Caching;
using CacheFleet.Caching.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace CacheFleet.Lab.Shelf;

/// <summary>One cache as a process of a fleet has it, with its own connection to Redis.</summary>
internal sealed class CacheProcess : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ConnectionMultiplexer _redis;

    private CacheProcess(IHost host, ConnectionMultiplexer redis) => (_host, _redis) = (host, redis);

    public IFleetCache Cache => _host.Services.GetRequiredService<IFleetCache>();

    /// <param name="redis">How its Redis is reached.</param>
    /// <param name="families">What it caches.</param>
    /// <param name="options">Where it differs from the library's own.</param>
    /// <param name="ct">Ends the start.</param>
    public static async Task<CacheProcess> StartAsync<TFamilies>(
        string redis, TFamilies families, Action<CacheFleetOptions> options, CancellationToken ct)
        where TFamilies : class, IFamilySource
    {
        var connection = await ConnectionMultiplexer.ConnectAsync($"{redis},syncTimeout=5000");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IConnectionMultiplexer>(connection).AddSingleton(families);
        builder.Services.AddCacheFleet(options).AddFamilies<TFamilies>().UseRedis();
        var host = builder.Build();
        await host.StartAsync(ct);
        return new CacheProcess(host, connection);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _redis.Dispose();
    }
}
