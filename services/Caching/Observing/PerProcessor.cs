using System.Numerics;

namespace CacheFleet.Caching.Observing;

/// <summary>Memory of which each processor has a part of its own, so that they need not wait for each other.</summary>
internal static class PerProcessor
{
    /// <summary>How many parts there are: a power of two.</summary>
    public static int Parts { get; } =
        (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, 64));

    /// <summary>The part of the processor that runs this.</summary>
    public static int Mine => Thread.GetCurrentProcessorId() & (Parts - 1);
}
