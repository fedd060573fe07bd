using System.Collections.Concurrent;

namespace CacheFleet.LoadTests.Wire;

/// <summary>
/// Connections to one replica for an open-model load: as many as are wanted at the same time, each
/// used by one request after another. One that failed is not put back.
/// </summary>
public sealed class ConnectionPool(Uri address) : IDisposable
{
    private readonly ConcurrentBag<WireConnection> _idle = [];

    public Uri Address => address;

    public async Task<WireResponse> AskAsync(byte[] request, CancellationToken ct)
    {
        if (!_idle.TryTake(out var connection))
            connection = await WireConnection.OpenAsync(address, ct);
        try
        {
            await connection.SendAsync(request, ct);
            var response = await connection.ReceiveAsync(ct);
            _idle.Add(connection);
            return response;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection)) connection.Dispose();
    }
}
