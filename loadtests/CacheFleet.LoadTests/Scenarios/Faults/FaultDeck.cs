namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>
/// Draws faults in laps: each meets everything there is once, in a drawn order, so that a campaign
/// of a few rounds, or one that is broken off, has met it all about equally often.
/// </summary>
internal sealed class FaultDeck(IReadOnlyList<FaultAim> aims, int seed)
{
    private const double ShortestSeconds = 0.5;
    private const double LongestSeconds = 4;
    private const string Broker = "kafka-broker";

    // Of a process; a link can only be cut.
    private static readonly FaultKind[] Kinds =
        [FaultKind.Kill, FaultKind.Pause, FaultKind.Restart];

    // Nobody's data is there, and the broker lives on without it: a kill of its own proves nothing.
    private static readonly string[] Spared = ["zookeeper"];

    private readonly Random _chance = new(seed);

    /// <summary>Faults of any kind, for ever.</summary>
    public IEnumerable<Fault> Any()
    {
        while (true)
        {
            foreach (var aim in Shuffled(aims))
                yield return Draw(aim, Kinds[_chance.Next(Kinds.Length)]);
        }
    }

    /// <summary>
    /// In each of so many laps every process is killed and every link cut once; in so many of them
    /// the broker is away for longer, too.
    /// </summary>
    public IEnumerable<Fault> Each(int laps, int outages, TimeSpan away)
    {
        var struck = aims.Where(aim => !Spared.Contains(aim.Resource)).ToList();
        for (var lap = 0; lap < laps; lap++)
        {
            foreach (var aim in Shuffled(struck))
                yield return Draw(aim, FaultKind.Kill);
            if (lap < outages)
                yield return Draw(new FaultAim(Broker), FaultKind.Away) with { For = away };
        }
    }

    private Fault Draw(FaultAim aim, FaultKind kind) => new(
        aim.Resource, aim.IsLink ? FaultKind.Cut : kind, Seconds(ShortestSeconds, LongestSeconds / 2),
        Seconds(ShortestSeconds, LongestSeconds), _chance.NextDouble());

    private TimeSpan Seconds(double least, double most) =>
        TimeSpan.FromSeconds(least + (_chance.NextDouble() * (most - least)));

    private FaultAim[] Shuffled(IReadOnlyList<FaultAim> all)
    {
        var lap = all.ToArray();
        _chance.Shuffle(lap);
        return lap;
    }
}
