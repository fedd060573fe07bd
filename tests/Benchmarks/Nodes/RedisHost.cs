using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheFleet.Benchmarks.Nodes;

/// <summary>Hosts on the client that the fleet's services have.</summary>
internal static class RedisHost
{
    public static HostApplicationBuilder Prepare(string redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["ConnectionStrings:redis"] = redis });
        builder.AddRedisClient("redis");
        return builder;
    }
}
