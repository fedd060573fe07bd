using System.Diagnostics;

namespace CacheFleet.LoadTests.Fleet;

/// <summary>The operating system's view of a replica that runs on this machine.</summary>
public static class ReplicaProcess
{
    /// <summary>
    /// CPU seconds that the replicas have used so far; NaN if one of them cannot be seen from here.
    /// </summary>
    public static double CpuSeconds(IEnumerable<Replica> replicas)
    {
        var total = 0.0;
        foreach (var replica in replicas)
        {
            if (!replica.Address.IsLoopback) return double.NaN;
            try
            {
                using var process = Process.GetProcessById(replica.Pid);
                total += process.TotalProcessorTime.TotalSeconds;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException
                or System.ComponentModel.Win32Exception or NotSupportedException)
            {
                return double.NaN;
            }
        }
        return total;
    }

    /// <summary>
    /// SIGKILL. Only what the registry has just named and only on this machine, so that a stale
    /// entry never kills a stranger: the entry's heartbeat ends within seconds of its process.
    /// </summary>
    public static void Kill(Replica replica)
    {
        if (!replica.Address.IsLoopback)
        {
            throw new InvalidOperationException(
                $"Replica {replica.Id} is at {replica.Address}, not on this machine: "
                + "it cannot be killed from here.");
        }
        using var process = Process.GetProcessById(replica.Pid);
        process.Kill();
    }
}
