using System.Diagnostics;

namespace CacheFleet.Lab.Servers;

/// <summary>
/// The folder of one scenario's servers. A guard outside the process kills what still runs and
/// removes the folder when the lab ends in any way, SIGKILL included: it waits for the end of its
/// input, a pipe that the kernel closes with us.
/// </summary>
internal sealed class Workplace : IAsyncDisposable
{
    private const string Guard = """
        cat > /dev/null
        for file in "$0"/*.pid; do [ -f "$file" ] && kill -9 $(cat "$file") 2> /dev/null; done
        sleep 0.3
        rm -rf "$0"
        """;

    // Not TMPDIR: it may be a folder that the user 'postgres' cannot enter.
    private readonly string _root = Path.Combine("/var/tmp", $"cachefleet-lab-{Path.GetRandomFileName()}");
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly Process _guard;
    private int _count;

    public Workplace()
    {
        Directory.CreateDirectory(_root);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_root, UnixFileMode.UserRead | UnixFileMode.UserWrite
                | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        _guard = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard, _root])
        {
            RedirectStandardInput = true,
        })!;
    }

    /// <summary>A new empty folder for one server.</summary>
    public string Folder(string name)
    {
        var folder = Path.Combine(_root, $"{name}-{Interlocked.Increment(ref _count)}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Stops it with the workplace.</summary>
    public T Keep<T>(T server)
        where T : IAsyncDisposable
    {
        lock (_servers) _servers.Add(server);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.AsEnumerable().Reverse()) await server.DisposeAsync();
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }
}
