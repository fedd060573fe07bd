using System.Globalization;
using CacheFleet.LocalServers;
using Confluent.Kafka;
using Xunit;

namespace CacheFleet.Testing;

/// <summary>
/// An Apache Kafka 0.9 broker with its ZooKeeper; topics by <see cref="CreateTopicAsync"/>.
/// </summary>
public sealed class KafkaServer() : Server("kafka"), IAsyncLifetime
{
    private readonly ZooKeeperServer _zooKeeper = new();

    public override string ConnectionString => $"127.0.0.1:{Port}";

    public static async Task<KafkaServer> RunAsync()
    {
        var server = new KafkaServer();
        await server.InitializeAsync();
        return server;
    }

    public override async ValueTask InitializeAsync()
    {
        await _zooKeeper.InitializeAsync();
        await StartAsync();
    }

    /// <summary>
    /// Starts the broker. One that was killed stays registered in ZooKeeper until its session has
    /// run out, and refuses to start until then: hence the tries.
    /// </summary>
    public override async Task StartAsync()
    {
        const int Tries = 8;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await base.StartAsync();
                return;
            }
            catch (InvalidOperationException)
                when (attempt < Tries && HasSaid("A broker is already registered"))
            {
                await Task.Delay(300);
            }
        }
    }

    /// <summary>What every client of a 0.9 broker must be told.</summary>
    public T Configure<T>(T config)
        where T : ClientConfig
    {
        config.BootstrapServers = ConnectionString;
        config.ApiVersionRequest = false;
        config.BrokerVersionFallback = "0.9.0.1";
        return config;
    }

    /// <summary>
    /// Creates a topic and waits until each of its partitions has a leader; a broker that was stopped for long may
    /// have to register again first.
    /// </summary>
    public async Task CreateTopicAsync(string topic, int partitions = 6)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await TryCreateTopicAsync(topic, partitions);
                break;
            }
            catch (InvalidOperationException e) when (
                tries < 10 && e.Message.Contains("available brokers: 0", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }

        // The tool only tells ZooKeeper; the broker hears of it a moment later.
        using var admin = new AdminClientBuilder(Configure(new AdminClientConfig()))
            .SetLogHandler((_, _) => { })
            .Build();
        await Eventually.IsTrueAsync(() => HasLeaders(admin, topic, partitions), $"topic {topic} has leaders");
    }

    private static bool HasLeaders(IAdminClient admin, string topic, int partitions)
    {
        try
        {
            var found = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single();
            return found.Partitions.Count == partitions && found.Partitions.All(partition => partition.Leader >= 0);
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private async Task TryCreateTopicAsync(string topic, int partitions)
    {
        var folder = RunFolder.Create("kafka-topics");
        using var tool = Jvm.Start("kafka-topics", folder, "kafka.admin.TopicCommand", 64,
            "--zookeeper", _zooKeeper.ConnectionString, "--create", "--topic", topic,
            "--partitions", partitions.ToString(CultureInfo.InvariantCulture),
            "--replication-factor", "1");
        await tool.WaitForExitAsync(TimeSpan.FromSeconds(60));
        Directory.Delete(folder, recursive: true);
    }

    public override async ValueTask DisposeAsync()
    {
        // The broker first: it tells ZooKeeper that it goes.
        await base.DisposeAsync();
        await _zooKeeper.DisposeAsync();
    }

    protected override LocalProcess Launch()
    {
        var properties = Path.Combine(Folder, "server.properties");
        File.WriteAllText(properties, $"""
            broker.id=1
            listeners=PLAINTEXT://127.0.0.1:{Port}
            advertised.host.name=127.0.0.1
            advertised.port={Port}
            log.dirs={Folder}/logs
            zookeeper.connect={_zooKeeper.ConnectionString}
            zookeeper.session.timeout.ms=1500
            auto.create.topics.enable=false
            delete.topic.enable=true
            default.replication.factor=1
            offsets.topic.replication.factor=1
            offsets.topic.num.partitions=4
            group.min.session.timeout.ms=1000
            log.cleaner.enable=false
            """);
        return Jvm.Start(Name, Folder, "kafka.Kafka", heapMegabytes: 256, properties);
    }

    protected override async Task WaitUntilReadyAsync(LocalProcess process) =>
        await process.WaitUntilAsync(
            () => Task.FromResult(process.HasSaid("started (kafka.server.KafkaServer)")),
            TimeSpan.FromSeconds(60));
}
