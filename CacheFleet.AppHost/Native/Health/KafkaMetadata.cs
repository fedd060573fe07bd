using System.Buffers.Binary;
using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheFleet.AppHost.Native.Health;

/// <summary>
/// Asks the broker for its metadata (API key 3, version 0, no topics) and wants at least one broker in it. Written out
/// because it is twenty bytes, and a Kafka client in the AppHost would be a native library and threads.
/// </summary>
internal sealed class KafkaMetadata(int port) : LoopbackProbe(port)
{
    private const short MetadataKey = 3;
    private const int MostBytes = 1 << 20;

    // Size, API key, version, correlation id, client id (null), number of topics: "all" is what 0 means in version 0.
    private static readonly byte[] Request = BuildRequest();

    protected override async Task<HealthCheckResult> AsksAsync(
        NetworkStream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Request, cancellationToken);
        var head = new byte[12];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var size = BinaryPrimitives.ReadInt32BigEndian(head);
        var brokers = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(8));
        return size is > 8 and < MostBytes && brokers > 0
            ? HealthCheckResult.Healthy($"{brokers} broker(s)")
            : HealthCheckResult.Unhealthy($"metadata names {brokers} brokers");
    }

    private static byte[] BuildRequest()
    {
        var request = new byte[18];
        BinaryPrimitives.WriteInt32BigEndian(request, request.Length - sizeof(int));
        BinaryPrimitives.WriteInt16BigEndian(request.AsSpan(4), MetadataKey);
        BinaryPrimitives.WriteInt16BigEndian(request.AsSpan(12), -1);
        return request;
    }
}
