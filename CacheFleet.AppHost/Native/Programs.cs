namespace CacheFleet.AppHost.Native;

/// <summary>Finds installed programs; a missing one is named together with the way to get it.</summary>
internal static class Programs
{
    private const string DebianPostgres = "/usr/lib/postgresql";

    public static string Find(string program, string debianPackage) =>
        Search(program, Path()) ?? throw Missing(program, debianPackage);

    /// <summary>The newest PostgreSQL; Debian keeps its servers off the PATH.</summary>
    public static string FindPostgres(string program)
    {
        var onPath = Search(program, Path());
        if (onPath is not null) return onPath;
        var versions = Directory.Exists(DebianPostgres)
            ? Directory.GetDirectories(DebianPostgres)
            : [];
        var folders = versions
            .OrderByDescending(folder => Version.TryParse(
                System.IO.Path.GetFileName(folder) + ".0", out var version) ? version : new Version())
            .Select(folder => System.IO.Path.Combine(folder, "bin"));
        return Search(program, folders) ?? throw Missing(program, "postgresql");
    }

    private static string? Search(string program, IEnumerable<string> folders) =>
        folders.Select(folder => System.IO.Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static string[] Path() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
            .Split(':', StringSplitOptions.RemoveEmptyEntries);

    private static FleetException Missing(string program, string debianPackage) => new(
        $"no '{program}' on this machine: ./run.sh installs it, or apt-get install {debianPackage}");
}
