namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>What befalls a process.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL; started again after a while.</summary>
    Kill,

    /// <summary>SIGSTOP; SIGCONT after a while.</summary>
    Pause,

    /// <summary>SIGTERM, and started again at once.</summary>
    Restart,
}

/// <summary>One fault as it was drawn; which of several replicas is said by a draw too.</summary>
internal sealed record Fault(string Resource, FaultKind Kind, TimeSpan For, double Which)
{
    public string Name => $"{Kind.ToString().ToLowerInvariant()} {Resource}";
}

/// <summary>
/// Draws faults: in each lap every resource once, in a drawn order, because a campaign of a few
/// rounds shall have met them all.
/// </summary>
internal sealed class FaultDeck(IReadOnlyList<string> resources, int seed)
{
    private const double ShortestSeconds = 0.5;
    private const double LongestSeconds = 4;

    private readonly Random _chance = new(seed);
    private readonly Queue<string> _lap = new();

    public Fault Draw()
    {
        if (_lap.Count == 0)
        {
            var lap = resources.ToArray();
            _chance.Shuffle(lap);
            foreach (var resource in lap) _lap.Enqueue(resource);
        }

        var seconds = ShortestSeconds
            + (_chance.NextDouble() * (LongestSeconds - ShortestSeconds));
        return new Fault(
            _lap.Dequeue(), (FaultKind)_chance.Next(Enum.GetValues<FaultKind>().Length),
            TimeSpan.FromSeconds(seconds), _chance.NextDouble());
    }
}
