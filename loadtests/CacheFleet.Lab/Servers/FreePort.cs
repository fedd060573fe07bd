using System.Net;
using System.Net.Sockets;

namespace CacheFleet.Lab.Servers;

/// <summary>Loopback ports that nobody listens on, each handed out once.</summary>
internal static class FreePort
{
    // Below the kernel's range for outgoing connections: a server that is killed finds its port
    // still free.
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
            {
                if (IsFree(port) && Given.Add(port)) return port;
            }
        }
        throw new IOException($"No free port between {Lowest} and {Highest} after 1,000 tries.");
    }

    private static bool IsFree(int port)
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
