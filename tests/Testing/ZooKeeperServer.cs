using CacheFleet.LocalServers;

namespace CacheFleet.Testing;

/// <summary>What Kafka 0.9 keeps its own book in.</summary>
internal sealed class ZooKeeperServer() : Server("zookeeper")
{
    public override string ConnectionString => $"127.0.0.1:{Port}";

    protected override LocalProcess Launch()
    {
        var properties = Path.Combine(Folder, "zookeeper.properties");
        File.WriteAllText(properties, $"""
            dataDir={Folder}/data
            clientPort={Port}
            clientPortAddress=127.0.0.1
            tickTime=500
            maxClientCnxns=0
            """);
        return Jvm.Start(Name, Folder, "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            heapMegabytes: 64, properties);
    }

    protected override Task WaitUntilReadyAsync(LocalProcess process) =>
        process.WaitUntilAsync(() => LocalProcess.ListensAsync(Port), TimeSpan.FromSeconds(30));
}
