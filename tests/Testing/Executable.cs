namespace CacheFleet.Testing;

/// <summary>Finds the servers' programs, or says in one line how to get them.</summary>
internal static class Executable
{
    public static string Redis => Find("redis-server", "install it: apt-get install redis-server");

    public static string Java =>
        Find("java", "install it: apt-get install openjdk-17-jre-headless");

    /// <summary>
    /// Starts a program as another user without a shell between: the pid is the program's.
    /// </summary>
    public static string SetPriv => Find("setpriv", "install it: apt-get install util-linux");

    public static string ChangeOwner => Find("chown", "install it: apt-get install coreutils");

    public static string Postgres(string program)
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        var newest = versions
            .Select(folder => Path.Combine(folder, "bin", program))
            .Where(File.Exists)
            .OrderByDescending(path => path, StringComparer.Ordinal)
            .FirstOrDefault();
        return newest ?? Find(program, "install it: apt-get install postgresql");
    }

    public static string KafkaLibraries()
    {
        var folder = Path.Combine(Repository.Tools, "kafka", "libs");
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "kafka_*.jar").Any())
            return folder;
        throw new FileNotFoundException(
            $"No Apache Kafka in {folder}: run ./run.sh --setup once, which unpacks it there.");
    }

    private static string Find(string program, string mend)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin";
        return path.Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"No '{program}' on the PATH: {mend}.");
    }
}
