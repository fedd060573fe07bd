using CacheFleet.LocalServers;

namespace CacheFleet.Testing;

/// <summary>Starts a Java program out of Kafka's jars.</summary>
internal static class Jvm
{
    private const string Log4J = """
        log4j.rootLogger=INFO, out
        log4j.appender.out=org.apache.log4j.ConsoleAppender
        log4j.appender.out.layout=org.apache.log4j.PatternLayout
        log4j.appender.out.layout.ConversionPattern=%d %p %m (%c)%n
        """;

    public static LocalProcess Start(
        string name, string folder, string mainClass, int heapMegabytes, params string[] arguments)
    {
        var log4J = Path.Combine(folder, "log4j.properties");
        File.WriteAllText(log4J, Log4J);
        return LocalProcess.Start(name, folder, Programs.Find("java", "openjdk-17-jre-headless"),
        [
            $"-Xmx{heapMegabytes}m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            $"-Dlog4j.configuration=file:{log4J}",
            "-cp", ClassPath(),
            mainClass,
            .. arguments,
        ]);
    }

    // The archive carries sources and test jars of the same packages beside the real ones.
    private static string ClassPath() =>
        string.Join(':', Directory.GetFiles(Libraries(), "*.jar")
            .Where(jar => !jar.EndsWith("-sources.jar", StringComparison.Ordinal)
                && !jar.EndsWith("-javadoc.jar", StringComparison.Ordinal)
                && !jar.EndsWith("-scaladoc.jar", StringComparison.Ordinal)
                && !jar.EndsWith("-test.jar", StringComparison.Ordinal)));

    private static string Libraries()
    {
        var folder = Path.Combine(Repository.Tools, "kafka", "libs");
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "kafka_*.jar").Any())
            return folder;
        throw new FileNotFoundException(
            $"No Apache Kafka in {folder}: run ./run.sh --setup once, which unpacks it there.");
    }
}
