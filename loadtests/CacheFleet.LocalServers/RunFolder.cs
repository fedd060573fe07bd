using System.Diagnostics;

namespace CacheFleet.LocalServers;

/// <summary>
/// The private folder of this run. A guard outside the process kills what still runs and
/// removes the folder when this process ends in any way, SIGKILL included: it waits for the end of its
/// input, a pipe that the kernel closes with us.
/// </summary>
public static class RunFolder
{
    private const string Guard = """
        cat > /dev/null
        for file in "$0"/*/pid; do [ -f "$file" ] && kill -9 $(cat "$file") 2> /dev/null; done
        sleep 0.3
        rm -rf "$0"
        """;

    private static readonly Lock Gate = new();
    private static string? _root;
    private static int _count;

    // Held so that the pipe stays open as long as we live.
    private static Process? _guard;

    /// <summary>
    /// A new empty folder for one server; others may enter it but not list what is above.
    /// </summary>
    public static string Create(string name)
    {
        lock (Gate)
        {
            _root ??= CreateRoot();
            var folder = Path.Combine(_root, $"{name}-{++_count}");
            Directory.CreateDirectory(folder);
            return folder;
        }
    }

    private static string CreateRoot()
    {
        // Not TMPDIR: it may be a folder that the user 'postgres' cannot enter.
        var root = Directory.CreateDirectory($"/var/tmp/cachefleet-servers-{Environment.ProcessId}-"
            + Path.GetRandomFileName()[..6]).FullName;
        File.SetUnixFileMode(root, UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        _guard = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard, root])
        {
            RedirectStandardInput = true,
        });
        return root;
    }
}
