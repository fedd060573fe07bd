using Npgsql;

namespace CacheFleet.Catalog.Api.Origin;

/// <summary>The connections of a replica.</summary>
internal static class OriginSetup
{
    // Eight replicas of this size stay below a server's usual 300 connections with room for the
    // others.
    private const int MostConnections = 30;

    // A herd that loads unguarded queues for connections; the lab wants to see it served, not
    // refused.
    private const int PatienceSeconds = 60;

    public static void AddOrigin(this WebApplicationBuilder builder) =>
        builder.AddNpgsqlDataSource("catalog", configureDataSourceBuilder: source =>
        {
            var settings = source.ConnectionStringBuilder;
            Default(settings, "Maximum Pool Size", MostConnections);
            Default(settings, "Timeout", PatienceSeconds);
            Default(settings, "Command Timeout", PatienceSeconds);
            Default(settings, "Max Auto Prepare", 20);
        });

    public static void AddSharedStore(this WebApplicationBuilder builder)
    {
        // A replica starts, and is ready, without Redis: it is slower then, and says so.
        builder.AddRedisClient("redis",
            settings => settings.DisableHealthChecks = true,
            options =>
            {
                options.AbortOnConnectFail = false;
                options.ConnectTimeout = 2000;
            });
        builder.Services.AddHealthChecks().AddCheck<RedisHealth>("redis");
    }

    private static void Default(NpgsqlConnectionStringBuilder settings, string key, int value)
    {
        if (!settings.ContainsKey(key) || !settings.ShouldSerialize(key))
            settings[key] = value;
    }
}
