using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Kafka;
using CacheFleet.Caching.Kafka.Publishing;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Caching.Postgres.Relaying;
using CacheFleet.Caching.Storing;
using CacheFleet.Catalog.Migrations;
using CacheFleet.Invalidation.Worker.Relaying;
using CacheFleet.Testing;
using Confluent.Kafka;
using Npgsql;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Tests;

/// <summary>One test's catalogue, topic and Redis entries, seen as the API sees them.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly Servers _servers;
    private readonly OutboxWriter _writer = new(CatalogDatabase.Schema);
    private readonly OutboxBell _bell;
    private readonly string _catalog;

    private Fleet(Servers servers, string catalog, string topic)
    {
        _servers = servers;
        _catalog = catalog;
        Topic = topic;
        DataSource = NpgsqlDataSource.Create(catalog);
        _bell = new OutboxBell(DataSource, CatalogDatabase.Schema);
        Producer = new ProducerBuilder<string, byte[]>(
            Configured(servers.Kafka.Configure(new ProducerConfig()))).Build();
    }

    public string Topic { get; }

    public NpgsqlDataSource DataSource { get; }

    public IProducer<string, byte[]> Producer { get; }

    public EventPublisher Publisher => new(Producer, Topic,
        BrokerReminder.For(Producer, _servers.Kafka.ConnectionString, TimeProvider.System));

    public OutboxBacklog Backlog => new(DataSource, CatalogDatabase.Schema, RelayLoop.Name);

    private IDatabase Redis => _servers.Connection.GetDatabase();

    public static async Task<Fleet> CreateAsync(Servers servers)
    {
        var catalog = servers.CreateCatalogAsync();
        var topic = servers.CreateTopicAsync();
        return new Fleet(servers, await catalog, await topic);
    }

    public static EntityChanged Product(int id, long version) => new()
    {
        Family = "product",
        Key = id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Version = version,
        CommittedAt = DateTimeOffset.UtcNow,
    };

    /// <summary>Settings for a worker of this fleet; the last of a name wins.</summary>
    public string[] Settings(params string[] more) =>
    [
        "--urls=http://127.0.0.1:0",
        $"--ConnectionStrings:catalog={_catalog}",
        $"--ConnectionStrings:redis={_servers.Redis.ConnectionString}",
        $"--ConnectionStrings:kafka={_servers.Kafka.ConnectionString}",
        "--Aspire:Confluent:Kafka:Producer:Config:ApiVersionRequest=false",
        "--Aspire:Confluent:Kafka:Producer:Config:BrokerVersionFallback=0.9.0.1",
        "--Aspire:Confluent:Kafka:Producer:Config:MessageTimeoutMs=2000",
        "--Aspire:Confluent:Kafka:Consumer:Config:ApiVersionRequest=false",
        "--Aspire:Confluent:Kafka:Consumer:Config:BrokerVersionFallback=0.9.0.1",
        "--Aspire:Confluent:Kafka:Consumer:Config:SessionTimeoutMs=2000",
        $"--CacheFleet:Invalidation:Topic={Topic}",
        $"--CacheFleet:Invalidation:Group={Topic}",
        "--CacheFleet:Invalidation:PollMilliseconds=200",
        .. more,
    ];

    public async Task CommitAsync(EntityChanged change)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await _writer.WriteAsync(connection, transaction, change);
        await transaction.CommitAsync();
        _bell.Ring();
    }

    /// <summary>A writer's transaction: the row, and its event.</summary>
    /// <returns>The row's new version.</returns>
    public async Task<long> ChangeProductAsync(int id)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var update = new NpgsqlCommand(
            "UPDATE catalog.products SET version = version + 1 WHERE id = $1 RETURNING version",
            connection, transaction);
        update.Parameters.Add(new() { Value = (long)id });
        var version = (long)(await update.ExecuteScalarAsync())!;
        await _writer.WriteAsync(connection, transaction, Product(id, version));
        await transaction.CommitAsync();
        _bell.Ring();
        return version;
    }

    public async Task<long> VersionOfAsync(long id)
    {
        await using var look = DataSource.CreateCommand(
            "SELECT version FROM catalog.products WHERE id = $1");
        look.Parameters.Add(new() { Value = id });
        return (long)(await look.ExecuteScalarAsync())!;
    }

    /// <summary>An entry as a replica fills it, under the default policy.</summary>
    public Task FillAsync(int id, long version, TimeSpan keepFor = default) =>
        FillAsync(Redis, id, version, keepFor);

    /// <summary>The same in a Redis of one's own.</summary>
    public static Task FillAsync(IDatabase redis, int id, long version, TimeSpan keepFor)
    {
        var until = (DateTimeOffset.UtcNow + keepFor).ToUnixTimeMilliseconds();
        var entry = new StoredEntry("old"u8.ToArray(), version) { FreshUntil = until, KeepUntil = until };
        return redis.HashSetAsync(KeyOf(id), "entry", Envelope.Wrap(entry));
    }

    public Task<bool> HasEntryAsync(int id) => Redis.HashExistsAsync(KeyOf(id), "entry");

    public Task IsGoneAsync(int id) => Eventually.IsTrueAsync(
        async () => await TryHasEntryAsync(id) == false, $"product {id} has left Redis");

    // Null while the connection is being made anew.
    private async Task<bool?> TryHasEntryAsync(int id)
    {
        try
        {
            return await HasEntryAsync(id);
        }
        catch (RedisConnectionException)
        {
            return null;
        }
    }

    public Task IsDrainedAsync(TimeSpan? atMost = null) => Eventually.IsTrueAsync(
        async () => await Backlog.CountAsync() == 0, "the outbox has been delivered", atMost);

    public async ValueTask DisposeAsync()
    {
        Producer.Dispose();
        await DataSource.DisposeAsync();
    }

    public static string KeyOf(int id) => $"cachefleet:default:product:1:{id}";

    private static ProducerConfig Configured(ProducerConfig config)
    {
        KafkaRules.ApplyTo(config);
        return config;
    }
}
