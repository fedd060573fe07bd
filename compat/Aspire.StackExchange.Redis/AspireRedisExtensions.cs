using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers a shared connection to Redis with its health check.</summary>
public static class AspireRedisExtensions
{
    private const string Section = "Aspire:StackExchange:Redis";

    /// <summary>
    /// Registers <see cref="IConnectionMultiplexer"/> for a connection string's name.
    /// </summary>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        AddRedisClientBuilder(builder, connectionName, configureSettings, configureOptions);

    /// <summary>As <see cref="AddRedisClient"/>, and gives a builder.</summary>
    public static AspireRedisClientBuilder AddRedisClientBuilder(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        Add(builder, connectionName, null, configureSettings, configureOptions);

    /// <summary>Registers a keyed <see cref="IConnectionMultiplexer"/>.</summary>
    public static void AddKeyedRedisClient(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        AddKeyedRedisClientBuilder(builder, name, configureSettings, configureOptions);

    /// <summary>As <see cref="AddKeyedRedisClient"/>, and gives a builder.</summary>
    public static AspireRedisClientBuilder AddKeyedRedisClientBuilder(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        Add(builder, name, name, configureSettings, configureOptions);

    private static AspireRedisClientBuilder Add(
        IHostApplicationBuilder builder,
        string connectionName,
        string? key,
        Action<StackExchangeRedisSettings>? configureSettings,
        Action<ConfigurationOptions>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var section = builder.Configuration.GetSection(Section);
        var settings = new StackExchangeRedisSettings();
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        if (builder.Configuration.GetConnectionString(connectionName) is { } connectionString)
            settings.ConnectionString = connectionString;
        configureSettings?.Invoke(settings);

        IConnectionMultiplexer Connect()
        {
            var options = Options(settings, connectionName);
            section.GetSection("ConfigurationOptions").Bind(options);
            section.GetSection($"{connectionName}:ConfigurationOptions").Bind(options);
            configureOptions?.Invoke(options);
            var connection = ConnectionMultiplexer.Connect(options);
            // 1.2.6 alone has this switch: later versions never preserve the order, and are faster.
            connection.PreserveAsyncOrder = false;
            return connection;
        }

        Register(builder.Services, key, Connect, settings.DisableAutoActivation);
        if (!settings.DisableHealthChecks) AddHealthCheck(builder.Services, connectionName, key);
        return new AspireRedisClientBuilder(builder, settings, key);
    }

    private static ConfigurationOptions Options(
        StackExchangeRedisSettings settings, string connectionName)
    {
        if (string.IsNullOrEmpty(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                "No endpoints specified. Ensure a valid connection string was provided in " +
                $"'ConnectionStrings:{connectionName}' or for the " +
                $"'{Section}:ConnectionString' configuration key.");
        }

        var options = ConfigurationOptions.Parse(settings.ConnectionString);
        options.AbortOnConnectFail = false;
        return options;
    }

    private static void Register(
        IServiceCollection services, string? key, Func<IConnectionMultiplexer> connect, bool lazy)
    {
        if (key is null)
        {
            services.AddSingleton<IConnectionMultiplexer>(_ => connect());
            if (!lazy)
            {
                services.AddSingleton<IHostedService>(provider => new ConnectOnStart(
                    provider.GetRequiredService<IConnectionMultiplexer>));
            }
        }
        else
        {
            services.AddKeyedSingleton<IConnectionMultiplexer>(key, (_, _) => connect());
            if (!lazy)
            {
                services.AddSingleton<IHostedService>(provider => new ConnectOnStart(
                    () => provider.GetRequiredKeyedService<IConnectionMultiplexer>(key)));
            }
        }
    }

    private static void AddHealthCheck(IServiceCollection services, string name, string? key) =>
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            key is null ? "StackExchange.Redis" : $"StackExchange.Redis_{name}",
            provider => new RedisHealthCheck(key is null
                ? provider.GetRequiredService<IConnectionMultiplexer>()
                : provider.GetRequiredKeyedService<IConnectionMultiplexer>(key)),
            failureStatus: null,
            tags: null));
}
