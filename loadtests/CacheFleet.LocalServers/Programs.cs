namespace CacheFleet.LocalServers;

/// <summary>A program that a server needs is not installed; the message says how to get it.</summary>
public sealed class ProgramMissingException(string program, string package) : Exception(
    $"No '{program}' on the PATH: install it (apt-get install {package}).");

/// <summary>Finds the servers' programs, or says in one line how to get them.</summary>
public static class Programs
{
    private const string DebianPostgres = "/usr/lib/postgresql";

    public static string Redis => Find("redis-server", "redis-server");

    /// <summary>The newest PostgreSQL's; Debian keeps its servers off the PATH.</summary>
    public static string Postgres(string program)
    {
        var versions = Directory.Exists(DebianPostgres) ? Directory.GetDirectories(DebianPostgres) : [];
        return versions
            .Select(folder => Path.Combine(folder, "bin", program))
            .Where(File.Exists)
            .Order(StringComparer.Ordinal)
            .LastOrDefault() ?? Find(program, "postgresql");
    }

    /// <summary>
    /// PostgreSQL refuses to run as root. Without a shell between: the pid is the program's.
    /// </summary>
    public static (string Program, string[] Arguments) AsPostgres(
        string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? (Find("setpriv", "util-linux"),
                ["--reuid=postgres", "--regid=postgres", "--init-groups", program, .. arguments])
            : (program, arguments);

    /// <exception cref="ProgramMissingException">It is in no folder of the PATH.</exception>
    public static string Find(string program, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists)
        ?? throw new ProgramMissingException(program, package);
}
