using System.Globalization;
using System.Runtime.InteropServices;

namespace CacheFleet.AppHost.Faults;

/// <summary>A process and everything that it has started: PostgreSQL is a family of processes.</summary>
internal static partial class ProcessFamily
{
    private const int Killing = 9;
    private const int Continuing = 18;
    private const int Stopping = 19;

    /// <summary>SIGKILL for all of them, as a machine that fails would treat them.</summary>
    public static void Kill(int pid)
    {
        // Whoever stands still can start nobody meanwhile.
        Pause(pid);
        Send(FamilyOf(pid), Killing);
    }

    /// <summary>SIGSTOP, the eldest first: what it starts until then is found by the second look.</summary>
    public static void Pause(int pid)
    {
        Send([pid], Stopping);
        Send(FamilyOf(pid), Stopping);
    }

    /// <summary>SIGCONT, the youngest first.</summary>
    public static void Resume(int pid) => Send(Enumerable.Reverse(FamilyOf(pid)), Continuing);

    private static void Send(IEnumerable<int> family, int signal)
    {
        foreach (var member in family)
        {
            // One that has ended meanwhile needs no signal; one that may not be signalled stays.
            _ = SendCore(member, signal);
        }
    }

    private static List<int> FamilyOf(int pid)
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
                && ParentOf(folder) is { } parent)
                yield return (pid, parent);
        }
    }

    private static int? ParentOf(string folder)
    {
        try
        {
            // "pid (name) state parent …", and the name may hold blanks and brackets.
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendCore(int pid, int signal);
}
