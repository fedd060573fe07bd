using System.Globalization;

namespace CacheFleet.Protocol.Node;

/// <summary>What the node was started with.</summary>
/// <param name="Strategy">How writes reach the backend.</param>
/// <param name="Delay">The mean time of one trip to the backend, and the longest is twice that.</param>
/// <param name="FlushEvery">How long write-behind keeps what it has acknowledged.</param>
/// <param name="Seed">Of the backend's delays.</param>
internal sealed record NodeOptions(
    WriteStrategy Strategy, TimeSpan Delay, TimeSpan FlushEvery, int Seed)
{
    public const string Usage =
        "usage: protocol-node [--strategy write-through|write-behind|cache-aside] "
        + "[--delay-ms 0..10000] [--flush-ms 1..60000] [--seed N]";

    private static readonly Dictionary<string, WriteStrategy> Strategies = new()
    {
        ["write-through"] = WriteStrategy.WriteThrough,
        ["write-behind"] = WriteStrategy.WriteBehind,
        ["cache-aside"] = WriteStrategy.CacheAside,
    };

    /// <summary>False, with the argument and how to mend it, if one is wrong.</summary>
    public static bool TryRead(string[] args, out NodeOptions options, out string fault)
    {
        options = new NodeOptions(
            WriteStrategy.WriteThrough, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(50), 1);
        fault = "";
        for (var i = 0; i < args.Length && fault.Length == 0; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            options = args[i] switch
            {
                "--strategy" when Strategies.TryGetValue(value, out var strategy) =>
                    options with { Strategy = strategy },
                "--delay-ms" when Whole(value, 0, 10_000) is { } ms =>
                    options with { Delay = TimeSpan.FromMilliseconds(ms) },
                "--flush-ms" when Whole(value, 1, 60_000) is { } ms =>
                    options with { FlushEvery = TimeSpan.FromMilliseconds(ms) },
                "--seed" when Whole(value, 0, int.MaxValue) is { } seed => options with { Seed = seed },
                _ => options,
            };
            fault = IsGood(args[i], value) ? "" : $"'{args[i]} {value}' is no option with a value it takes.";
        }
        return fault.Length == 0;
    }

    private static bool IsGood(string name, string value) => name switch
    {
        "--strategy" => Strategies.ContainsKey(value),
        "--delay-ms" => Whole(value, 0, 10_000) is not null,
        "--flush-ms" => Whole(value, 1, 60_000) is not null,
        "--seed" => Whole(value, 0, int.MaxValue) is not null,
        _ => false,
    };

    private static int? Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least && number <= most
            ? number
            : null;
}

/// <summary>How a write reaches the backend and the cache.</summary>
internal enum WriteStrategy
{
    /// <summary>Backend first, then the cache, one writer of a key at a time.</summary>
    WriteThrough,

    /// <summary>
    /// Acknowledged from memory, flushed later: what a crash finds unflushed is lost.
    /// </summary>
    WriteBehind,

    /// <summary>Backend first, then the entry is deleted; fills are not guarded.</summary>
    CacheAside,
}
