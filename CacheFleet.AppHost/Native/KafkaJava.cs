namespace CacheFleet.AppHost.Native;

/// <summary>How a Java program out of Kafka's jars is started: small, and quick to be there.</summary>
internal sealed class KafkaJava
{
    private readonly string _jars;

    public KafkaJava(string toolsFolder)
    {
        _jars = Path.Combine(toolsFolder, "kafka", "libs");
        if (!Directory.Exists(_jars) || !Directory.EnumerateFiles(_jars, "kafka_*.jar").Any())
        {
            throw new FleetException(
                $"no Apache Kafka in {_jars}: ./run.sh puts it there (CACHEFLEET_TOOLS names another folder)");
        }

        Program = Programs.Find("java", "default-jre-headless");
    }

    public string Program { get; }

    public string[] Arguments(string log4J, int heapMegabytes, string mainClass, params string[] arguments) =>
    [
        $"-Xmx{heapMegabytes}m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        $"-Dlog4j.configuration=file:{log4J}",
        "-cp", Path.Combine(_jars, "*"),
        mainClass,
        .. arguments,
    ];
}
