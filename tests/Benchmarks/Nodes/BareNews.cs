using System.Diagnostics;
using System.Globalization;
using CacheFleet.LoadTests.Statistics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace CacheFleet.Benchmarks.Nodes;

/// <summary>
/// The least that any hint can take: the bare client publishes, bare clients on connections of
/// their own hear it.
/// </summary>
internal sealed class BareNews : IDisposable
{
    private const string Channel = "bare:news";

    private readonly Lock _lock = new();
    private readonly IHost[] _hosts;
    private LatencyHistogram _lags = new();

    private BareNews(IHost[] hosts) => _hosts = hosts;

    public static async Task<BareNews> StartAsync(string redis, int listeners)
    {
        var news = new BareNews(
            [.. Enumerable.Range(0, 1 + listeners).Select(_ => RedisHost.Prepare(redis).Build())]);
        for (var i = 1; i <= listeners; i++)
        {
            await news.Subscriber(i).SubscribeAsync(
                Channel, (_, message) => news.Hear((string)message!));
        }

        return news;
    }

    /// <summary>Publishes the moment, which is all that a listener needs to tell the lag.</summary>
    public async Task PublishAsync() => await Subscriber(0).PublishAsync(
        Channel, Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes the lags since it was asked last.</summary>
    public LatencyHistogram Take()
    {
        lock (_lock)
            return Interlocked.Exchange(ref _lags, new());
    }

    public void Dispose()
    {
        foreach (var host in _hosts)
            host.Dispose();
    }

    private ISubscriber Subscriber(int host) =>
        _hosts[host].Services.GetRequiredService<IConnectionMultiplexer>().GetSubscriber();

    private void Hear(string publishedAt)
    {
        var lag = Stopwatch.GetElapsedTime(long.Parse(publishedAt, CultureInfo.InvariantCulture));
        lock (_lock)
            _lags.Record(lag);
    }
}
