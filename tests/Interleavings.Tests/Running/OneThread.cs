namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>Whatever would go on at once goes on here, one after the other, in the order of its coming.</summary>
/// <remarks>
/// The classes under test await without ConfigureAwait, so every continuation of theirs comes to this context. One
/// that came from another thread would make a schedule unrepeatable: it is refused.
/// </remarks>
internal sealed class OneThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Work, object? State)> _due = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("A continuation came from another thread.");
        _due.Enqueue((d, state));
    }

    /// <summary>Runs work and all that follows from it, until everyone is parked.</summary>
    public void Run(Action work)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            work();
            while (_due.TryDequeue(out var next))
                next.Work(next.State);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs work whose continuations have to wait until it is over: it may hold a lock.</summary>
    public static void Apart(Action work)
    {
        var before = Current;
        SetSynchronizationContext(null);
        try
        {
            work();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
