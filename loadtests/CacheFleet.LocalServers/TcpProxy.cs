using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CacheFleet.LocalServers;

/// <summary>
/// A network of our own between a client and a server: it can be cut, and led to another server.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<Link, bool> _links = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private volatile int _target;
    private volatile bool _isCut;

    /// <param name="target">Where the server listens on this machine.</param>
    /// <param name="port">Where clients find it; 0 for one that is free.</param>
    public TcpProxy(int target, int port = 0)
    {
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends every connection and refuses new ones.</summary>
    public void Cut()
    {
        _isCut = true;
        EndAll();
    }

    /// <summary>Lets connections through again.</summary>
    public void Mend() => _isCut = false;

    /// <summary>Ends every connection; the next ones go to another server.</summary>
    public void LeadTo(int target)
    {
        _target = target;
        _isCut = false;
        EndAll();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        EndAll();
        await _accepting;
        _stopping.Dispose();
    }

    private void EndAll()
    {
        foreach (var link in _links.Keys)
            link.End();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException
                or ObjectDisposedException)
            {
                // Either nobody needs the way any more, or one client has gone before its turn.
            }
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

        public void End() => Dispose();

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
