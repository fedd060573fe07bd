namespace CacheFleet.Benchmarks.Nodes;

/// <summary>One kilobyte, the same in every benchmark.</summary>
internal static class Payload
{
    public const int Length = 1_024;

    public static byte[] Bytes { get; } = Make();

    private static byte[] Make()
    {
        var bytes = new byte[Length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
