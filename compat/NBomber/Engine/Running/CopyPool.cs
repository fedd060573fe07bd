namespace NBomber.Engine.Running;

/// <summary>
/// The open model's copies. An arrival takes a free copy, or a new one if all are busy, so there
/// are as many as were ever under way at once, and no two iterations share one.
/// </summary>
internal sealed class CopyPool(Func<int, ScenarioCopy> create)
{
    private readonly Lock _gate = new();
    private readonly Stack<ScenarioCopy> _free = [];
    private int _created;

    public ScenarioCopy Rent()
    {
        lock (_gate)
        {
            if (_free.TryPop(out var copy))
                return copy;
        }
        return create(Interlocked.Increment(ref _created));
    }

    public void Return(ScenarioCopy copy)
    {
        lock (_gate)
            _free.Push(copy);
    }
}
