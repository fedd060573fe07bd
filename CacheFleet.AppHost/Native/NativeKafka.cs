using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CacheFleet.AppHost.Faults;
using CacheFleet.AppHost.Native.Health;

namespace CacheFleet.AppHost.Native;

/// <summary>
/// Apache Kafka 0.9.0.1 with its ZooKeeper, and a third program that creates the topics once and ends. (It is the only
/// Kafka that a package registry carries; containers run a current one.)
/// </summary>
internal static class NativeKafka
{
    // Clients must be told that the broker cannot say what it speaks, and what it does speak.
    private static readonly Dictionary<string, string> OldBroker =
        new[] { "Producer", "Consumer" }
            .SelectMany(side => new KeyValuePair<string, string>[]
            {
                new($"Aspire__Confluent__Kafka__{side}__Config__ApiVersionRequest", "false"),
                new($"Aspire__Confluent__Kafka__{side}__Config__BrokerVersionFallback", "0.9.0.1"),
            })
            .ToDictionary();

    public static FleetServer Add(
        IDistributedApplicationBuilder builder, FleetOptions fleet, DataFolder data)
    {
        var java = new KafkaJava(fleet.ToolsFolder);
        var zooKeeperPort = LoopbackPort.Choose(fleet.Ports.ZooKeeper, "zookeeper-port");
        var port = LoopbackPort.Choose(fleet.Ports.Kafka, "kafka-port");

        // The broker tells its clients where to find it, so that a link's clients need an answer of their own.
        var behindLink = LoopbackPort.Choose(wanted: null, "kafka-port");
        var link = builder.AddNetworkLink(
            fleet, "worker-kafka", behindLink, at => $"127.0.0.1:{at}");
        var files = KafkaFiles.Write(data.For("kafka"), zooKeeperPort,
            new KafkaListeners(port, behindLink, link?.Resource.Port));
        var zooKeeperFile = ZooKeeperFiles.Write(data.For("zookeeper"), zooKeeperPort);
        var log = files.Log4J;
        var bash = Programs.Find("bash", "bash");

        var zooKeeper = builder
            .AddExecutable("zookeeper", java.Program, data.For("zookeeper"),
                java.Arguments(log, 96, "org.apache.zookeeper.server.quorum.QuorumPeerMain", zooKeeperFile))
            .WithLoopbackEndpoint(zooKeeperPort)
            .WithFaults(fleet)
            .WithServerHealth("zookeeper-ruok", new ZooKeeperRuok(zooKeeperPort));

        var broker = builder
            .AddExecutable("kafka-broker", bash, data.For("kafka"),
            [
                Script("kafka-broker.sh"),
                zooKeeperPort.ToString(CultureInfo.InvariantCulture),
                java.Program, .. java.Arguments(log, 320, "kafka.Kafka", files.Server),
            ])
            .WithLoopbackEndpoint(port)
            .WithFaults(fleet)
            .WithServerHealth("kafka-metadata", new KafkaMetadata(port))
            .WaitFor(zooKeeper);

        var topics = builder
            .AddExecutable("kafka-topics", bash, data.For("kafka"),
            [
                Script("kafka-topics.sh"), java.Program,
                .. java.Arguments(log, 64, "kafka.admin.TopicCommand",
                    "--zookeeper", $"127.0.0.1:{zooKeeperPort}", "--create",
                    "--replication-factor", "1"),
                "+", "--topic", InvalidationTopic.Name,
                "--partitions", $"{InvalidationTopic.Partitions}",
                "+", "--topic", InvalidationTopic.DeadLetters, "--partitions", "1",
                "--config", InvalidationTopic.DeadLetterCleanup,
            ])
            .WaitFor(broker);

        var connection = builder.AddConnectionString("kafka",
            ReferenceExpression.Create($"127.0.0.1:{broker.LoopbackPort()}"));
        return new FleetServer(connection, broker, topics, OldBroker) { Link = link };
    }

    private static string Script(string name) =>
        Path.Combine(AppContext.BaseDirectory, "Native", name);
}
