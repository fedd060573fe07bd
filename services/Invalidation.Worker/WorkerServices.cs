using CacheFleet.Caching;
using CacheFleet.Caching.Kafka;
using CacheFleet.Caching.Kafka.Consuming;
using CacheFleet.Caching.Kafka.DeadLetters;
using CacheFleet.Caching.Kafka.Publishing;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Caching.Redis;
using CacheFleet.Caching.Storing;
using CacheFleet.Invalidation.Worker.Consuming;
using CacheFleet.Invalidation.Worker.Observing;
using CacheFleet.Invalidation.Worker.Observing.Consistency;
using CacheFleet.Invalidation.Worker.Owed;
using CacheFleet.Invalidation.Worker.Recovering;
using CacheFleet.Invalidation.Worker.Relaying;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker;

/// <summary>The worker's parts: connections, relay, consumer.</summary>
internal static class WorkerServices
{
    private const string LabKey = "CacheFleet:Lab";
    private const string Kafka = "kafka";
    private const string CompareKey = "CacheFleet:Compare";

    /// <summary>As the API declares them; a test compares the two.</summary>
    internal static FamilyId[] Families(bool compared)
    {
        PolicyName[] policies =
            compared ? [PolicyName.Default, .. ComparedPolicies.Names] : [PolicyName.Default];
        return
        [
            new("product", 1, compared ? [.. policies, .. ComparedPolicies.WritingNames] : policies),
            new("bestsellers", 1, policies),
            new("object", 1, policies), new("flag", 1, policies),
        ];
    }

    public static void AddWorker(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(WorkerOptions.Section);
        builder.Services.AddOptions<WorkerOptions>().Bind(options)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.AddConnections(options.Get<WorkerOptions>() ?? new WorkerOptions());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddTransient(_ => new Random());
        builder.Services.AddSingleton<WorkerTelemetry>();
        builder.Services.AddSingleton<LoopHealth>();
        builder.Services.AddHealthChecks().AddCheck<LoopHealth>("loops");
        builder.Services.AddRelay();
        builder.Services.AddOwedWork();
        builder.Services.AddRecovery();
        builder.Services.AddObserver();
        builder.Services.AddConsumer(builder.Configuration.GetValue(LabKey, defaultValue: false)
            && builder.Configuration.GetValue(CompareKey, defaultValue: true));
    }

    private static void AddConnections(this WebApplicationBuilder builder, WorkerOptions options)
    {
        builder.AddNpgsqlDataSource("catalog");

        // Redis may be away when the worker starts: the consumer waits for it.
        builder.AddRedisClient("redis",
            configureOptions: configuration => configuration.AbortOnConnectFail = false);

        // The loops tell Kafka's health: a broker that is asked at every look could not be stopped. The trace goes
        // with the event itself (ADR 0004); the component would put it into record headers, which old brokers refuse.
        builder.AddKafkaProducer<string, byte[]>(Kafka, settings =>
        {
            settings.DisableHealthChecks = settings.DisableTracing = true;
            KafkaRules.ApplyTo(settings.Config);
        });
        builder.AddKafkaConsumer<string, byte[]>(Kafka, settings =>
        {
            settings.DisableHealthChecks = settings.DisableTracing = true;
            KafkaRules.ApplyTo(settings.Config, options.Group);
            builder.Services.AddSingleton(provider => new FollowerFactory(
                settings.Config, provider.GetRequiredService<TimeProvider>()));
        });
    }

    private static void AddRelay(this IServiceCollection services)
    {
        services.AddSingleton(provider => new EventPublisher(
            provider.GetRequiredService<IProducer<string, byte[]>>(), Options(provider).Topic,
            Reminder<IProducer<string, byte[]>>(provider)));
        services.AddSingleton(provider => new MarkPublisher(
            provider.GetRequiredService<IProducer<string, byte[]>>(), Options(provider).Topic,
            Reminder<IProducer<string, byte[]>>(provider)));
        services.AddSingleton<RelayPublisher>();
        services.AddSingleton<RelayOrders>();
        services.AddSingleton<BacklogShortcut>();
        services.AddSingleton<RelayProgress>();
        services.AddSingleton(provider => new OutboxBacklog(
            provider.GetRequiredService<NpgsqlDataSource>(),
            new OutboxSchema(Options(provider).OutboxSchema),
            RelayLoop.Name));
        services.AddSingleton(provider => new OutboxCleaner(
            provider.GetRequiredService<NpgsqlDataSource>(),
            new OutboxSchema(Options(provider).OutboxSchema),
            RelayLoop.Name));
        services.AddSingleton<OutboxStall>();
        services.AddHostedService<RelayLoop>();
        services.AddHostedService<MarkLoop>();
        services.AddHostedService<BacklogGauge>();
        services.AddHostedService<OutboxCleaning>();
        services.AddHostedService<StallWatch>();
    }

    private static void AddRecovery(this IServiceCollection services)
    {
        services.AddSingleton(provider => new StandingRecord(
            provider.GetRequiredService<IConnectionMultiplexer>(),
            provider.GetRequiredService<TimeProvider>(), KeySpaces.DefaultPrefix,
            Options(provider).Topic));
        services.AddSingleton<StoreReplay>();
        services.AddSingleton<EntrySweep>();
        services.AddSingleton<RecoveryRun>();
        services.AddHostedService<RecoveryLoop>();
    }

    private static void AddObserver(this IServiceCollection services)
    {
        services.AddHttpClient<ReplicaMemory>();
        services.AddSingleton<ConsistencyCheck>();
        services.AddHostedService<ConsistencyObserver>();
    }

    private static void AddConsumer(this IServiceCollection services, bool compared)
    {
        services.AddRedisInvalidator(Families(compared));
        services.AddSingleton(provider => new EventFeed(
            provider.GetRequiredService<IConsumer<string, byte[]>>(), Options(provider).Topic,
            Reminder<IConsumer<string, byte[]>>(provider)));
        services.AddSingleton(provider => new DeadLetterOffice(
            provider.GetRequiredService<IProducer<string, byte[]>>(),
            Options(provider).DeadLetterTopic));
        services.AddSingleton<RedisPace>();
        services.AddSingleton<IKeyApplier, EventApplier>();
        services.AddSingleton<Diagnosis>();
        services.AddSingleton<Burials>();
        services.AddSingleton<WaitingRoom>();
        services.AddSingleton<KeyDesk>();
        services.AddSingleton<Vouching>();
        services.AddHostedService<InvalidationLoop>();
    }

    private static BrokerReminder Reminder<TClient>(IServiceProvider provider)
        where TClient : IClient => BrokerReminder.For(
            provider.GetRequiredService<TClient>(),
            provider.GetRequiredService<IConfiguration>().GetConnectionString(Kafka) ?? "",
            provider.GetRequiredService<TimeProvider>());

    private static WorkerOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<WorkerOptions>>().Value;
}
