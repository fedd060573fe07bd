using Aspire.Confluent.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers a Kafka consumer with its health check.</summary>
public static class AspireKafkaConsumerExtensions
{
    private const string Section = "Aspire:Confluent:Kafka:Consumer";

    /// <summary>Registers a consumer for a connection string's name.</summary>
    public static void AddKafkaConsumer<TKey, TValue>(
        this IHostApplicationBuilder builder, string connectionName) =>
        Add<TKey, TValue>(builder, connectionName, null, null, null);

    /// <summary>Registers a consumer and configures its settings.</summary>
    public static void AddKafkaConsumer<TKey, TValue>(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<KafkaConsumerSettings>? configureSettings) =>
        Add<TKey, TValue>(builder, connectionName, null, configureSettings, null);

    /// <summary>Registers a consumer and configures its settings and its builder.</summary>
    public static void AddKafkaConsumer<TKey, TValue>(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<KafkaConsumerSettings>? configureSettings,
        Action<ConsumerBuilder<TKey, TValue>>? configureBuilder) =>
        Add<TKey, TValue>(
            builder, connectionName, null, configureSettings, Ignoring(configureBuilder));

    /// <summary>
    /// Registers a consumer and configures its settings and, with services, its builder.
    /// </summary>
    public static void AddKafkaConsumer<TKey, TValue>(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<KafkaConsumerSettings>? configureSettings,
        Action<IServiceProvider, ConsumerBuilder<TKey, TValue>>? configureBuilder) =>
        Add(builder, connectionName, null, configureSettings, configureBuilder);

    /// <summary>Registers a keyed consumer.</summary>
    public static void AddKeyedKafkaConsumer<TKey, TValue>(
        this IHostApplicationBuilder builder,
        string name,
        Action<KafkaConsumerSettings>? configureSettings,
        Action<IServiceProvider, ConsumerBuilder<TKey, TValue>>? configureBuilder) =>
        Add(builder, name, name, configureSettings, configureBuilder);

    private static Action<IServiceProvider, ConsumerBuilder<TKey, TValue>>? Ignoring<TKey, TValue>(
        Action<ConsumerBuilder<TKey, TValue>>? configure) =>
        configure is null ? null : (_, builder) => configure(builder);

    private static void Add<TKey, TValue>(
        IHostApplicationBuilder builder,
        string connectionName,
        string? key,
        Action<KafkaConsumerSettings>? configureSettings,
        Action<IServiceProvider, ConsumerBuilder<TKey, TValue>>? configureBuilder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = new KafkaConsumerSettings();
        if (KafkaSettings.Bind(
                builder.Configuration, Section, connectionName, settings, settings.Config)
            is { } connectionString)
        {
            settings.ConnectionString = connectionString;
        }

        configureSettings?.Invoke(settings);
        if (settings.ConnectionString is { } servers) settings.Config.BootstrapServers = servers;

        IConsumer<TKey, TValue> Build(IServiceProvider provider)
        {
            KafkaSettings.RequireServers(settings.Config, connectionName);
            var logger = provider.GetRequiredService<ILoggerFactory>()
                .CreateLogger("Aspire.Confluent.Kafka");
            var client = new ConsumerBuilder<TKey, TValue>(settings.Config);
            configureBuilder?.Invoke(provider, client);
            client.SetLogHandler((_, message) => KafkaSettings.Log(logger, message));
            return client.Build();
        }

        if (key is null) builder.Services.AddSingleton(Build);
        else builder.Services.AddKeyedSingleton(key, (provider, _) => Build(provider));
        if (settings.DisableHealthChecks) return;

        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key is null ? "Aspire.Confluent.Kafka.Consumer" : $"Aspire.Confluent.Kafka.Consumer_{key}",
            provider => new KafkaHealthCheck(() => (key is null
                ? provider.GetRequiredService<IConsumer<TKey, TValue>>()
                : provider.GetRequiredKeyedService<IConsumer<TKey, TValue>>(key)).Handle),
            failureStatus: null,
            tags: null));
    }
}
