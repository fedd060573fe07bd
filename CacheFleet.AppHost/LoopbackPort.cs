using CacheFleet.LocalServers;

namespace CacheFleet.AppHost;

/// <summary>Ports that are known before anything starts, and kept over a restart.</summary>
internal static class LoopbackPort
{
    // Below the kernel's range for outgoing connections: while a killed server is down, no client may get its port.
    private const int Lowest = 21_000;
    private const int Highest = 32_000;
    private const int Tries = 1_000;

    private static readonly HashSet<int> Given = [];

    /// <exception cref="FleetException">The wanted port is taken, or none is free.</exception>
    public static int Choose(int? wanted, string option)
    {
        if (wanted is { } port)
        {
            RequireFree(port, $"--{option}");
            return port;
        }

        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var candidate = Random.Shared.Next(Lowest, Highest);
            if (FreePort.IsFree(candidate) && Given.Add(candidate)) return candidate;
        }

        throw new FleetException($"no free port from {Lowest} to {Highest}: choose one by --{option}");
    }

    /// <exception cref="FleetException">Somebody listens there.</exception>
    public static void RequireFree(int port, string knob)
    {
        if (!FreePort.IsFree(port))
        {
            throw new FleetException(
                $"port {port} is taken: end whoever listens there, or choose another by {knob}");
        }
    }
}
