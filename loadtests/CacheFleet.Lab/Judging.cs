using CacheFleet.LoadTests.Results;
using static System.FormattableString;

namespace CacheFleet.Lab;

/// <summary>The checks that most scenarios need.</summary>
internal static class Judging
{
    public static Check None(string id, string name, long actual) =>
        new(name, "0", $"{actual:N0}", actual == 0) { Id = id };

    /// <summary>A zero counts only where the danger was.</summary>
    public static Check Some(string id, string name, long actual) =>
        new(name, "> 0", $"{actual:N0}", actual > 0) { Id = id };

    public static Check Exactly(string id, string name, long expected, long actual) =>
        new(name, $"{expected:N0}", $"{actual:N0}", actual == expected) { Id = id };

    public static Check AtMost(string id, string name, double most, double actual, string unit = "") =>
        new(name, Invariant($"<= {most:0.###}{unit}"), Invariant($"{actual:0.###}{unit}"), actual <= most)
        {
            Id = id,
        };

    public static Check AtLeast(string id, string name, double least, double actual, string unit = "") =>
        new(name, Invariant($">= {least:0.###}{unit}"), Invariant($"{actual:0.###}{unit}"), actual >= least)
        {
            Id = id,
        };
}
