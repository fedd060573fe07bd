using System.Net;
using System.Net.Sockets;

namespace CacheFleet.LocalServers;

/// <summary>Hands out loopback ports that nobody listens on, each only once per run.</summary>
public static class FreePort
{
    // Below the kernel's range for outgoing connections (32768 and up): a server that a test kills
    // and restarts must find its port still free.
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    public static int Next()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            lock (Gate)
                if (IsFree(port) && Given.Add(port))
                    return port;
        }

        throw new InvalidOperationException(
            $"No free port between {Lowest} and {Highest} on 127.0.0.1 after 1,000 tries.");
    }

    /// <summary>Nobody listens there at the moment.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
