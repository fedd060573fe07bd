using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers an <see cref="NpgsqlDataSource"/> with health check and telemetry.</summary>
public static class AspirePostgreSqlNpgsqlExtensions
{
    private const string Section = "Aspire:Npgsql";

    /// <summary>Registers a data source for a connection string's name.</summary>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
        Add(builder, connectionName, null, configureSettings, configureDataSourceBuilder);

    /// <summary>Registers a keyed data source.</summary>
    public static void AddKeyedNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string name,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null) =>
        Add(builder, name, name, configureSettings, configureDataSourceBuilder);

    private static void Add(
        IHostApplicationBuilder builder,
        string connectionName,
        string? key,
        Action<NpgsqlSettings>? configureSettings,
        Action<NpgsqlDataSourceBuilder>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var section = builder.Configuration.GetSection(Section);
        var settings = new NpgsqlSettings();
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        if (builder.Configuration.GetConnectionString(connectionName) is { } connectionString)
            settings.ConnectionString = connectionString;
        configureSettings?.Invoke(settings);

        NpgsqlDataSource Build(IServiceProvider provider) =>
            BuildSource(provider, settings, connectionName, configure);

        if (key is null) builder.Services.AddSingleton(Build);
        else builder.Services.AddKeyedSingleton(key, (provider, _) => Build(provider));

        if (!settings.DisableHealthChecks) AddHealthCheck(builder.Services, connectionName, key);
        var telemetry = builder.Services.AddOpenTelemetry();
        if (!settings.DisableTracing) telemetry.WithTracing(t => t.AddSource("Npgsql"));
        if (!settings.DisableMetrics) telemetry.WithMetrics(m => m.AddMeter("Npgsql"));
    }

    private static NpgsqlDataSource BuildSource(
        IServiceProvider provider,
        NpgsqlSettings settings,
        string connectionName,
        Action<NpgsqlDataSourceBuilder>? configure)
    {
        if (string.IsNullOrEmpty(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                "ConnectionString is missing. It should be provided in " +
                $"'ConnectionStrings:{connectionName}' or under the 'ConnectionString' key in " +
                $"'{Section}' configuration section.");
        }

        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        source.UseLoggerFactory(provider.GetService<ILoggerFactory>());
        configure?.Invoke(source);
        return source.Build();
    }

    private static void AddHealthCheck(IServiceCollection services, string name, string? key) =>
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            key is null ? "PostgreSql" : $"PostgreSql_{name}",
            provider => new NpgsqlHealthCheck(key is null
                ? provider.GetRequiredService<NpgsqlDataSource>()
                : provider.GetRequiredKeyedService<NpgsqlDataSource>(key)),
            failureStatus: null,
            tags: null));
}
