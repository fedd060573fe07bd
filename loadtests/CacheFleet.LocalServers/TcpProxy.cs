using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CacheFleet.LocalServers;

/// <summary>
/// A network of our own between a client and a server: it can be cut, and led to another server.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Link, bool> _links = new();
    private readonly Lock _gate = new();
    private volatile int _target;
    private volatile bool _isCut;
    private Socket _entrance;
    private Task _accepting;

    /// <param name="target">Where the server listens on this machine.</param>
    /// <param name="port">Where clients find it; 0 for one that is free.</param>
    public TcpProxy(int target, int port = 0)
    {
        _target = target;
        _entrance = Bind(port);
        Port = ((IPEndPoint)_entrance.LocalEndPoint!).Port;
        _accepting = OpenAsync();
    }

    public int Port { get; }

    /// <summary>
    /// Ends every connection; new ones are refused, as by a machine where nobody listens. (To take
    /// one and end it at once is what some balancers do, and another fault.)
    /// </summary>
    public void Cut()
    {
        lock (_gate)
        {
            if (_isCut) return;
            _isCut = true;
            _entrance.Dispose();
            // Bound, so that nobody else gets the port, and nobody listens there.
            _entrance = Bind(Port);
            EndAll();
        }
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend()
    {
        lock (_gate)
        {
            if (!_isCut) return;
            _isCut = false;
            _accepting = Task.WhenAll(_accepting, OpenAsync());
        }
    }

    /// <summary>Ends every connection; the next ones go to another server.</summary>
    public void LeadTo(int target)
    {
        _target = target;
        EndAll();
        Mend();
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        _entrance.Dispose();
        await _accepting;
    }

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private void EndAll()
    {
        foreach (var link in _links.Keys)
            link.Dispose();
    }

    private Task OpenAsync()
    {
        _entrance.Listen();
        return AcceptAsync(_entrance);
    }

    private async Task AcceptAsync(Socket entrance)
    {
        try
        {
            while (true)
                _ = ServeAsync(await entrance.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut, or not needed any more.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var link = new Link(client);
        _links[link] = true;
        try
        {
            if (!_isCut)
                await link.RunAsync(_target);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // One end has gone; so does the other.
        }
        finally
        {
            _links.TryRemove(link, out _);
        }
    }

    private sealed class Link(Socket client) : IDisposable
    {
        private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public async Task RunAsync(int target)
        {
            client.NoDelay = true;
            await _server.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAny(PumpAsync(client, _server), PumpAsync(_server, client));
        }

        public void Dispose()
        {
            client.Dispose();
            _server.Dispose();
        }

        private static async Task PumpAsync(Socket from, Socket to)
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
    }
}
