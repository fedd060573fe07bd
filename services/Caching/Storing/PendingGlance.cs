namespace CacheFleet.Caching.Storing;

/// <summary>Who waits for a cheap look, and is told what it saw.</summary>
/// <remarks>
/// A task, a state machine and a time limit of its own cost a hit more than Redis does. So this object waits itself,
/// for one look after the other, and one <see cref="GlanceWatch"/> bounds them all.
/// For each look a store calls <see cref="Tell"/> or one of the waits, once.
/// </remarks>
public abstract class PendingGlance
{
    private readonly Action _onReply;

    private Task? _reply;
    private Func<Task, Sight>? _read;
    private GlanceWatch? _watch;
    private int _askedAt;

    // Odd while a reply is awaited. It only grows: whoever gives up on one turn cannot hit the next.
    private long _turn;

    /// <summary>Waits for nothing yet.</summary>
    protected PendingGlance() => _onReply = OnReply;

    /// <summary>A time limit has passed, and the reply may still come: not to be used for another look.</summary>
    protected bool IsGivenUp { get; private set; }

    internal bool IsWaiting => (Volatile.Read(ref _turn) & 1) == 1;

    /// <summary>The look is over.</summary>
    public void Tell(in Sight sight) => Seen(sight);

    /// <summary>The look is over when the task is, which has a time limit of its own.</summary>
    public void WaitFor(ValueTask<Sight> look) => _ = AwaitAsync(look);

    /// <summary>The look is over when the store's reply is there, or the watch is out of patience.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="read">What was seen, by a reply that has come; may throw.</param>
    /// <param name="watch">Bounds the wait.</param>
    public void WaitFor(Task reply, Func<Task, Sight> read, GlanceWatch watch)
    {
        if (_watch != watch)
            (_watch = watch).Add(this);
        (_reply, _read, _askedAt) = (reply, read, watch.Tick);
        Volatile.Write(ref _turn, _turn + 1);
        watch.Arm();
        reply.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onReply);
    }

    /// <summary>What the look saw.</summary>
    protected abstract void Seen(in Sight sight);

    /// <summary>What it failed with.</summary>
    protected abstract void Failed(Exception cause);

    /// <summary>Tells a look that began before a tick of the watch that it has timed out.</summary>
    internal void GiveUpIfAskedBefore(int tick)
    {
        var turn = Volatile.Read(ref _turn);
        if (_askedAt - tick >= 0 || !TryEnd(turn))
            return;
        IsGivenUp = true;
        // Not on the watch's own thread: others wait too, and their callers go on from here.
        ThreadPool.UnsafeQueueUserWorkItem(
            static late => late.Seen(Sight.Dark(StoreTrouble.TimedOut)), this, preferLocal: false);
    }

    // Reply or watch: whoever is first.
    private bool TryEnd(long turn) =>
        (turn & 1) == 1 && Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn;

    private async Task AwaitAsync(ValueTask<Sight> look)
    {
        Sight sight;
        try
        {
            sight = await look;
        }
        catch (Exception e)
        {
            Failed(e);
            return;
        }

        Seen(sight);
    }

    private void OnReply()
    {
        var (reply, read) = (_reply!, _read!);
        if (!TryEnd(Volatile.Read(ref _turn)))
        {
            // Nobody waits any more, and its error is nobody's.
            _ = reply.Exception;
            return;
        }

        Sight sight;
        try
        {
            sight = read(reply);
        }
        catch (Exception e)
        {
            Failed(e);
            return;
        }

        Seen(sight);
    }
}
