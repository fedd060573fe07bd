using CacheFleet.Catalog.Migrations;
using CacheFleet.Catalog.Migrations.Seeding;
using CacheFleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StackExchange.Redis;

[assembly: AssemblyFixture(typeof(CacheFleet.Invalidation.Worker.Tests.Servers))]

// The tests stop and kill the servers that they share.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CacheFleet.Invalidation.Worker.Tests;

/// <summary>The three servers of a fleet, started once for all tests.</summary>
public sealed class Servers : IAsyncLifetime
{
    private int _topics;

    public RedisServer Redis { get; private set; } = null!;

    public PostgresServer Postgres { get; } = new();

    public KafkaServer Kafka { get; } = new();

    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.RunAsync(appendOnly: true);
        await Task.WhenAll(
            Postgres.InitializeAsync().AsTask(),
            Kafka.InitializeAsync().AsTask());
        var options = ConfigurationOptions.Parse(Redis.ConnectionString);
        options.AbortOnConnectFail = false;
        Connection = await ConnectionMultiplexer.ConnectAsync(options);
    }

    public async Task<string> CreateTopicAsync()
    {
        var topic = $"invalidations-{++_topics}";
        await Kafka.CreateTopicAsync(topic);
        return topic;
    }

    public Task CreateTopicAsync(string name) => Kafka.CreateTopicAsync(name, partitions: 1);

    public async Task<string> CreateCatalogAsync()
    {
        var connectionString = await Postgres.CreateDatabaseAsync();
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await new CatalogDatabase(dataSource, TimeProvider.System, NullLogger.Instance)
            .PrepareAsync(new SeedSize(Products: 100, OrderLines: 100, Objects: 100));
        return connectionString;
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.CloseAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        await Kafka.DisposeAsync();
    }
}
