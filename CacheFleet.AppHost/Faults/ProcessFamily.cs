using CacheFleet.LocalServers;

namespace CacheFleet.AppHost.Faults;

/// <summary>A process and everything that it has started: PostgreSQL is a family of processes.</summary>
internal static class ProcessFamily
{
    /// <summary>SIGKILL for all of them, as a machine that fails would treat them.</summary>
    public static void Kill(int pid)
    {
        // Whoever stands still can start nobody meanwhile.
        Pause(pid);
        Signals.SendToFamily(pid, Signals.Kill);
    }

    /// <summary>SIGSTOP, the eldest first: what it starts until then is found by the second look.</summary>
    public static void Pause(int pid)
    {
        Signals.Send(pid, Signals.Stop);
        Signals.SendToFamily(pid, Signals.Stop);
    }

    /// <summary>SIGCONT, the youngest first.</summary>
    public static void Resume(int pid)
    {
        foreach (var member in Signals.FamilyOf(pid).Reverse())
            Signals.Send(member, Signals.Continue);
    }
}
