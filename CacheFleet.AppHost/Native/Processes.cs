using System.Globalization;
using System.Text;

namespace CacheFleet.AppHost.Native;

/// <summary>Who still runs with a folder on his command line, as every server of the fleet does.</summary>
internal static class Processes
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <exception cref="FleetException">Somebody does not go away in time.</exception>
    public static void WaitUntilNoneNames(string folder, TimeSpan patience)
    {
        var deadline = TimeProvider.System.GetUtcNow() + patience;
        while (FirstNaming(folder) is { } pid)
        {
            if (TimeProvider.System.GetUtcNow() > deadline)
            {
                throw new FleetException(
                    $"process {pid} still uses {folder}: end it (kill {pid}) and start again");
            }

            Thread.Sleep(LookEvery);
        }
    }

    private static int? FirstNaming(string folder)
    {
        if (!Directory.Exists("/proc")) return null;
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId && CommandLineOf(entry) is { } line
                && IsServer(line) && line.Any(word => Names(word, folder)))
            {
                return pid;
            }
        }

        return null;
    }

    // Not every process that names the folder counts: a shell that lists it, this AppHost's own `--data`.
    private static bool IsServer(string[] line) => Path.GetFileName(line[0])
        is "redis-server" or "postgres" or "java" or "postgres:";

    private static bool Names(string word, string folder) =>
        word == folder || word.StartsWith(folder + "/", StringComparison.Ordinal);

    private static string[]? CommandLineOf(string entry)
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(entry, "cmdline"));
            return bytes.Length == 0 ? null : Encoding.UTF8.GetString(bytes).Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
