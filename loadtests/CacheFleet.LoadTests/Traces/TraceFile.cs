using System.Buffers.Binary;
using System.IO.Compression;

namespace CacheFleet.LoadTests.Traces;

/// <summary>
/// A recorded access trace: gzip over big-endian 32-bit integers, one access each.
/// </summary>
public static class TraceFile
{
    private const int BlockSize = 1 << 20;

    /// <summary>
    /// Reads at most <paramref name="limit"/> accesses. Throws <see cref="InvalidDataException"/>
    /// with the place if the file is not in this format.
    /// </summary>
    public static async Task<uint[]> ReadAsync(string path, int limit, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        var accesses = new List<uint>();
        var block = new byte[BlockSize];
        try
        {
            while (accesses.Count < limit)
            {
                var got = await unpacked.ReadAtLeastAsync(
                    block, BlockSize, throwOnEndOfStream: false, ct);
                Decode(block.AsSpan(0, got), accesses, limit);
                if (got < BlockSize) break;
            }
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                $"{path} is not a trace (gzip over big-endian 32-bit integers): after "
                + $"{accesses.Count:N0} accesses: {e.Message}", e);
        }
        if (accesses.Count == 0)
            throw new InvalidDataException($"{path} is a trace without accesses.");
        return [.. accesses];
    }

    private static void Decode(ReadOnlySpan<byte> block, List<uint> accesses, int limit)
    {
        while (block.Length >= sizeof(uint) && accesses.Count < limit)
        {
            accesses.Add(BinaryPrimitives.ReadUInt32BigEndian(block));
            block = block[sizeof(uint)..];
        }
        if (accesses.Count < limit && block.Length > 0)
        {
            throw new InvalidDataException($"{block.Length} bytes too many at the end");
        }
    }
}
