using CacheFleet.LocalServers;

namespace CacheFleet.AppHost;

/// <summary>Ports that are known before anything starts, and kept over a restart.</summary>
internal static class LoopbackPort
{
    /// <exception cref="FleetException">The wanted port is taken, or none is free.</exception>
    public static int Choose(int? wanted, string option)
    {
        if (wanted is { } port)
        {
            RequireFree(port, $"--{option}");
            return port;
        }

        try
        {
            return FreePort.Next();
        }
        catch (InvalidOperationException none)
        {
            throw new FleetException($"{none.Message} Choose one by --{option}.");
        }
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
