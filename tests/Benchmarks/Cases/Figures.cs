using System.Globalization;
using CacheFleet.Benchmarks.Measuring;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>Columns and checks that several benchmarks share.</summary>
internal static class Figures
{
    public static Column PerSecond { get; } =
        new("perSecond", "per second", "operations that ended, per second", "#,0");

    public static Column P50 { get; } =
        new("p50Ms", "p50 ms", "half of the operations took at most this long", "0.000");

    public static Column P99 { get; } =
        new("p99Ms", "p99 ms", "99 of 100 operations took at most this long", "0.000");

    public static Column Max { get; } = new("maxMs", "max ms", "the slowest operation", "0.0");

    public static Column Bytes { get; } = new(
        "bytesPerOperation", "bytes", "bytes allocated in the process per operation", "#,0");

    public static Column Cpu { get; } = new(
        "cpuMicroseconds", "cpu µs", "processor time of this process per operation", "0.0");

    public static Row Row(string id, string policy, Measured measured) =>
        new(id, policy, measured.Samples)
        {
            Values =
            {
                [PerSecond.Key] = measured.PerSecond,
                [P50.Key] = measured.P50Ms,
                [P99.Key] = measured.P99Ms,
                [Cpu.Key] = measured.CpuMicroseconds,
                [Bytes.Key] = measured.BytesPerOperation,
            },
        };

    public static Check AtLeast(string name, double least, double actual, string unit = "") =>
        new(name, $"at least {Text(least)}{unit}", Text(actual) + unit, actual >= least);

    public static Check AtMost(string name, double most, double actual, string unit = "") =>
        new(name, $"at most {Text(most)}{unit}", Text(actual) + unit, actual <= most);

    public static Check Exactly(string name, double wanted, double actual) =>
        new(name, $"exactly {Text(wanted)}", Text(actual), wanted == actual);

    private static string Text(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);
}
