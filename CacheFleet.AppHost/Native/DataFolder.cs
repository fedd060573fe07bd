using Microsoft.Extensions.Hosting;

namespace CacheFleet.AppHost.Native;

/// <summary>
/// Where the servers keep their files. One fleet at a time: the lock is held as long as the application lives, whose
/// service this is, and servers that outlived a killed AppHost are waited for, because two servers on one folder would
/// ruin it.
/// </summary>
internal sealed class DataFolder : IHostedService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly string _root;
    private readonly FileStream _lock;

    private DataFolder(string root, FileStream held) => (_root, _lock) = (root, held);

    /// <exception cref="FleetException">Another fleet, or what is left of one, uses the folder.</exception>
    public static DataFolder Open(string root, bool fresh)
    {
        Directory.CreateDirectory(root);
        var data = new DataFolder(root, Lock(root));
        foreach (var folder in new[] { root, data.PublicRoot })
        {
            Processes.WaitUntilNoneNames(folder, Patience);
            if (fresh) Wipe(folder, data._lock.Name);
        }

        return data;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _lock.Dispose();

    public string For(string server) => Directory.CreateDirectory(Path.Combine(_root, server)).FullName;

    /// <summary>
    /// A folder that another user can reach: below this one if every folder above it may be entered by everyone,
    /// else below /var/tmp. (A clone under /root or in a private temporary folder is out of reach for `postgres`.)
    /// </summary>
    public string ForOtherUser(string server) =>
        IsReachable(_root) ? For(server) : Directory.CreateDirectory(
            Path.Combine(PublicRoot, server)).FullName;

    private string PublicRoot => $"/var/tmp/cachefleet-{StableHash(_root):x8}";

    private static bool IsReachable(string folder)
    {
        if (OperatingSystem.IsWindows()) return true;
        for (var at = new DirectoryInfo(folder).ResolveLinkTarget(true) ?? new DirectoryInfo(folder);
            at is not null; at = Directory.GetParent(at.FullName))
        {
            if (!File.GetUnixFileMode(at.FullName).HasFlag(UnixFileMode.OtherExecute)) return false;
        }

        return true;
    }

    private static FileStream Lock(string root)
    {
        var path = Path.Combine(root, "fleet.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new FleetException(
                $"another fleet runs on {root}: end it, or give this one its own --data and ports");
        }
    }

    private static void Wipe(string folder, string except)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry.FullName == except) continue;
            if (entry is DirectoryInfo directory) directory.Delete(recursive: true);
            else entry.Delete();
        }
    }

    // FNV-1a: string.GetHashCode differs from process to process.
    private static uint StableHash(string text) =>
        text.Aggregate(2_166_136_261u, (hash, letter) => unchecked((hash ^ letter) * 16_777_619u));
}
