namespace CacheFleet.AppHost.Native;

/// <summary>The broker's settings, written anew at every start because ports may change; its data stays.</summary>
internal sealed record KafkaFiles(string Server, string Log4J)
{
    public static KafkaFiles Write(string folder, int zooKeeperPort, KafkaListeners listeners)
    {
        var files = new KafkaFiles(
            Path.Combine(folder, "server.properties"), Path.Combine(folder, "log4j.properties"));
        File.WriteAllText(files.Server, $"""
            broker.id=0
            listeners={listeners.Bound}
            advertised.listeners={listeners.Advertised}
            log.dirs={folder}/logs
            zookeeper.connect=127.0.0.1:{zooKeeperPort}
            zookeeper.session.timeout.ms=4000
            zookeeper.connection.timeout.ms=30000
            # Nobody could take over from the only broker, and waiting for that holds up the end.
            controlled.shutdown.enable=false
            auto.create.topics.enable=false
            default.replication.factor=1
            offsets.topic.replication.factor=1
            offsets.topic.num.partitions=4
            group.min.session.timeout.ms=1000
            log.retention.hours=24
            log.retention.bytes=268435456
            log.segment.bytes=67108864
            """);
        File.WriteAllText(files.Log4J, """
            log4j.rootLogger=WARN, out
            log4j.logger.kafka.server.KafkaServer=INFO
            log4j.logger.org.apache.zookeeper.server.ZooKeeperServerMain=INFO
            log4j.appender.out=org.apache.log4j.ConsoleAppender
            log4j.appender.out.layout=org.apache.log4j.PatternLayout
            log4j.appender.out.layout.ConversionPattern=%d %p %m (%c)%n
            """);
        return files;
    }
}

/// <summary>
/// Where the broker listens, and what it tells its clients of that: those of a link the link's port.
/// </summary>
/// <remarks>
/// This old broker takes one listener of each protocol. TRACE is its second word for PLAINTEXT.
/// </remarks>
internal sealed record KafkaListeners(int Port, int BehindLink, int? Link)
{
    public string Bound => Of(BehindLink);

    public string Advertised => Of(Link);

    private string Of(int? second) => Link is null
        ? $"PLAINTEXT://127.0.0.1:{Port}"
        : $"PLAINTEXT://127.0.0.1:{Port},TRACE://127.0.0.1:{second}";
}

internal static class ZooKeeperFiles
{
    public static string Write(string folder, int port)
    {
        var path = Path.Combine(folder, "zookeeper.properties");
        File.WriteAllText(path, $"""
            dataDir={folder}/data
            clientPort={port}
            clientPortAddress=127.0.0.1
            tickTime=500
            maxClientCnxns=0
            autopurge.snapRetainCount=3
            autopurge.purgeInterval=1
            """);
        return path;
    }
}
