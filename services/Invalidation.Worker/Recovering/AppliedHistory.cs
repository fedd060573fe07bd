namespace CacheFleet.Invalidation.Worker.Recovering;

/// <summary>
/// How far the log had been applied a while ago: where to begin with a store that has lost even
/// its own record.
/// </summary>
/// <remarks>
/// An empty store has no entry that could be old; what it lacks are the tombstones, which stop
/// writes and fills that were on their way. Nothing is on its way for longer than this.
/// </remarks>
internal sealed class AppliedHistory(TimeProvider clock)
{
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(30);

    private readonly Queue<(long At, IReadOnlyDictionary<int, long> Applied)> _known = new();

    public IReadOnlyDictionary<int, long>? Oldest => _known.TryPeek(out var oldest) ? oldest.Applied : null;

    public void Add(IReadOnlyDictionary<int, long> applied)
    {
        _known.Enqueue((clock.GetTimestamp(), applied));
        // The oldest that is kept is from before the span, if there is one.
        while (_known.Count > 1 && clock.GetElapsedTime(_known.ElementAt(1).At) > Back)
            _known.Dequeue();
    }

    public void Clear() => _known.Clear();
}
