namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>What an actor waits to do.</summary>
internal enum StepKind
{
    Begin,
    Glance,
    Look,
    Fill,
    Release,
    Put,
    Write,
    Delete,
    Invalidate,
    Load,
    Hear,
    Commit,
}

/// <summary>How the scheduler lets a step end.</summary>
internal enum Ending
{
    /// <summary>It happens, and its actor hears so.</summary>
    Done,

    /// <summary>It does not happen, and its actor hears of the trouble.</summary>
    Lost,

    /// <summary>It happens, but its actor hears of trouble.</summary>
    AnswerLost,
}

/// <summary>A step of an actor that waits for the scheduler.</summary>
internal abstract class Step(Actor by, StepKind kind, long version)
{
    public Actor By => by;

    public StepKind Kind => kind;

    public long Version => version;

    public bool IsOfStore => kind is >= StepKind.Glance and <= StepKind.Invalidate;

    /// <summary>What it came to, as a number that tells results apart.</summary>
    public ulong Came { get; protected set; }

    /// <summary>Lets it happen; the actor goes on only with <see cref="Resume"/>.</summary>
    public abstract void Happen(Ending ending);

    public abstract void Resume();

    /// <summary>One line about it, after it has happened.</summary>
    public abstract string Tell();
}

internal sealed class Step<T>(
    Actor by, StepKind kind, long version, Func<T> effect, Func<T> trouble) : Step(by, kind, version)
{
    private readonly TaskCompletionSource<T> _done = new();
    private T? _result;
    private Exception? _error;
    private Ending _ending;

    public Task<T> Done => _done.Task;

    public override void Happen(Ending ending)
    {
        _ending = ending;
        try
        {
            if (ending != Ending.Lost)
                _result = effect();
            if (ending != Ending.Done)
                _result = trouble();
            Came = Results.Number(_result);
        }
        catch (Exception e) when (e is OperationCanceledException or OriginFailedException)
        {
            _error = e;
            Came = Results.Failed;
        }
    }

    public override void Resume()
    {
        if (_error is null)
            _done.SetResult(_result!);
        else
            _done.SetException(_error);
    }

    public override string Tell() => Narration.Of(this, _result, _error, _ending);
}

/// <summary>The origin did not answer: a mishap of the schedule, not a fault of the code.</summary>
internal sealed class OriginFailedException() : Exception("The origin failed, as the schedule says.");
