namespace CacheFleet.Benchmarks.Measuring;

/// <summary>
/// Two ways to do one thing, in turns, so that the machine's moods fall upon both.
/// </summary>
internal sealed class Duel(ClosedLoop plain, ClosedLoop ours)
{
    private const int WarmUps = 10;

    private readonly List<double> _ratios = [];

    public Measured Plain { get; } = new();

    public Measured Ours { get; } = new();

    /// <summary>The median over the rounds of ours per second to plain per second.</summary>
    public double Ratio => Median.Of(_ratios);

    public string Spread
    {
        get
        {
            var sorted = _ratios.Order().ToList();
            var (low, high) = (sorted[sorted.Count / 4], sorted[sorted.Count * 3 / 4]);
            return FormattableString.Invariant(
                $"ratio {Ratio:0.00}, half of {sorted.Count} rounds from {low:0.00} to {high:0.00}");
        }
    }

    public async Task RunAsync(int rounds, TimeSpan slice)
    {
        // The compiler takes its time for the last word, more of it on a busy machine.
        for (var round = 0; round < WarmUps; round++)
        {
            await plain.RunAsync(slice, new Measured());
            await ours.RunAsync(slice, new Measured());
        }

        for (var round = 0; round < rounds; round++)
        {
            // Who goes first changes: a burst of the neighbours favours nobody.
            var (first, second) = round % 2 == 0 ? (Plain, Ours) : (Ours, Plain);
            var before = await LoopOf(first).RunAsync(slice, first);
            var after = await LoopOf(second).RunAsync(slice, second);
            _ratios.Add(round % 2 == 0 ? after / before : before / after);
        }
    }

    private ClosedLoop LoopOf(Measured measured) => measured == Plain ? plain : ours;
}

internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0
            : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
