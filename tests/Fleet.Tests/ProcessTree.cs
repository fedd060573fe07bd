using System.Globalization;
using System.Text;

namespace CacheFleet.Fleet.Tests;

/// <summary>
/// The processes of one fleet. They are told by the environment they inherited, not by their parents: the orchestrator
/// puts them into sessions of their own.
/// </summary>
internal static class ProcessTree
{
    /// <summary>
    /// Everybody whose environment holds the mark, with his pid and command line.
    /// </summary>
    public static IReadOnlyList<string> Marked(string mark) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(IsProcess)
            .Where(folder => Read(folder, "environ").Contains(mark, StringComparison.Ordinal))
            .Select(folder => $"{Path.GetFileName(folder)} {Read(folder, "cmdline").Replace('\0', ' ')}"),
    ];

    private static bool IsProcess(string folder) =>
        int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
        && pid != Environment.ProcessId;

    private static string Read(string folder, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, file)));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
