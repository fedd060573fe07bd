using System.Globalization;
using System.Runtime.InteropServices;

namespace CacheFleet.LocalServers;

/// <summary>Signals to one process, or to it and everything it started.</summary>
public static partial class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int pid, int signal) => _ = SendCore(pid, signal);

    /// <summary>
    /// Postgres is a family of processes: one that is to stand still needs them all to.
    /// </summary>
    public static void SendToFamily(int pid, int signal)
    {
        foreach (var member in FamilyOf(pid))
            Send(member, signal);
    }

    /// <summary>A process and everything that it has started, the eldest first.</summary>
    public static IReadOnlyList<int> FamilyOf(int pid)
    {
        var childrenOf = Processes().ToLookup(process => process.Parent, process => process.Pid);
        var family = new List<int> { pid };
        for (var next = 0; next < family.Count; next++)
            family.AddRange(childrenOf[family[next]]);
        return family;
    }

    private static IEnumerable<(int Pid, int Parent)> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && TryReadParent(folder, out var parent))
                yield return (pid, parent);
        }
    }

    private static bool TryReadParent(string folder, out int parent)
    {
        parent = 0;
        try
        {
            // "pid (name) state parent …": the name may hold blanks and brackets, hence the last
            // one.
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return int.TryParse(fields[1], CultureInfo.InvariantCulture, out parent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendCore(int pid, int signal);
}
