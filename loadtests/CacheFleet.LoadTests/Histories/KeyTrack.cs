namespace CacheFleet.LoadTests.Histories;

/// <summary>How one key's versions have grown, as far as a history has come.</summary>
internal sealed class KeyTrack(long initial)
{
    private readonly long _initial = initial;
    private readonly HashSet<long> _made = [];

    // Acknowledgements that raised the floor, in the order of time and therefore of versions.
    private readonly List<(long At, long Version)> _raised = [];

    /// <summary>The highest version that anybody had been told of.</summary>
    public long Acknowledged { get; private set; } = initial;

    /// <summary>How many writes have begun, whatever became of them.</summary>
    public long Begun { get; set; }

    /// <summary>Each write makes one version: beyond this there can be none.</summary>
    public long HighestPossible => Math.Max(_initial + Begun, Acknowledged);

    /// <returns>False if another write has made this version.</returns>
    public bool Acknowledge(Operation write)
    {
        if (write.Version > Acknowledged)
        {
            Acknowledged = write.Version;
            _raised.Add((write.End, write.Version));
        }

        return _made.Add(write.Version);
    }

    /// <summary>When the first version above this one was acknowledged.</summary>
    public long SupersededAt(long version)
    {
        var (low, high) = (0, _raised.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_raised[middle].Version > version)
                high = middle;
            else
                low = middle + 1;
        }

        return _raised.Count == 0 ? 0 : _raised[low].At;
    }
}
