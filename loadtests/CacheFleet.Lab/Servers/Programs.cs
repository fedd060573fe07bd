namespace CacheFleet.Lab.Servers;

/// <summary>Finds the servers' programs, or says in one line how to get them.</summary>
internal static class Programs
{
    private const string Debian = "/usr/lib/postgresql";

    public static string Redis => Find("redis-server", "redis-server");

    public static string Postgres(string program)
    {
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        return versions.Select(folder => Path.Combine(folder, "bin", program)).Where(File.Exists)
            .Order(StringComparer.Ordinal).LastOrDefault() ?? Find(program, "postgresql");
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    public static (string Program, string[] Arguments) AsPostgres(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? (Find("setpriv", "util-linux"),
                ["--reuid=postgres", "--regid=postgres", "--init-groups", program, .. arguments])
            : (program, arguments);

    public static string Find(string program, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new CacheFleet.LoadTests.Scenarios.ScenarioSkippedException(
            $"No '{program}' on the PATH: install it (apt-get install {package}).");
}
