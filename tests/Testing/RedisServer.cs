using CacheFleet.LocalServers;
using Xunit;

namespace CacheFleet.Testing;

/// <summary>A <see cref="LocalRedis"/> as a fixture of xunit.</summary>
public sealed class RedisServer : LocalRedis, IAsyncLifetime
{
    public RedisServer()
    {
    }

    private RedisServer(params string[] options)
        : base(options)
    {
    }

    /// <summary>Starts one outside a fixture; <paramref name="appendOnly"/> keeps data over a kill.</summary>
    public static async Task<RedisServer> RunAsync(bool appendOnly = false)
    {
        var server = appendOnly ? new RedisServer("--appendonly", "yes") : new RedisServer();
        await server.StartAsync();
        return server;
    }
}
