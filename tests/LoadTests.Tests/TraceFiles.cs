using System.Buffers.Binary;
using System.IO.Compression;

namespace CacheFleet.LoadTests.Tests;

/// <summary>A trace file made by hand, gone at the end of the test.</summary>
public sealed class TraceFiles : IDisposable
{
    private TraceFiles(byte[] content) => File.WriteAllBytes(Path, content);

    public string Path { get; } = System.IO.Path.Combine(
        System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName() + ".trace.gz");

    public static TraceFiles Packed(IEnumerable<uint> accesses)
    {
        var bytes = new List<byte>();
        var word = new byte[sizeof(uint)];
        foreach (var access in accesses)
        {
            BinaryPrimitives.WriteUInt32BigEndian(word, access);
            bytes.AddRange(word);
        }
        return Unpacked([.. bytes]);
    }

    public static TraceFiles Unpacked(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(bytes);
        return new TraceFiles(memory.ToArray());
    }

    public static TraceFiles Plain(byte[] content) => new(content);

    public void Dispose() => File.Delete(Path);
}
