namespace NBomber.Engine.Running;

/// <summary>
/// Copies that iterate one after the other for as long as they are wanted. Whether copy n goes on
/// or ends is decided under the same lock under which the wanted number changes: otherwise a copy
/// could end just as it was wanted again, and nobody would start it.
/// </summary>
internal sealed class ClosedLoad(ScenarioRun run)
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _running = [];
    private readonly Dictionary<int, ScenarioCopy> _copies = [];
    private int _wanted;
    private long _iterationsLeft = long.MaxValue;
    private TaskCompletionSource _ended = new();

    public int Count
    {
        get
        {
            lock (_gate)
                return _running.Count;
        }
    }

    public void Resize(int wanted)
    {
        List<ScenarioCopy> starting = [];
        lock (_gate)
        {
            _wanted = wanted;
            for (var number = 1; number <= wanted; number++)
            {
                if (_running.Add(number))
                    starting.Add(CopyOf(number));
            }
        }
        foreach (var copy in starting)
            run.Session.Surroundings.Start(() => IterateWhileWantedAsync(copy));
    }

    /// <summary>Runs exactly so many iterations, shared by the copies, unless stopped.</summary>
    public async Task IterateAsync(int copies, int iterations, CancellationToken stopped)
    {
        Resize(0);
        await EndedAsync(stopped);
        lock (_gate)
            _iterationsLeft = iterations;
        Resize(copies);
        await EndedAsync(stopped);
        lock (_gate)
            _iterationsLeft = long.MaxValue;
        Resize(0);
    }

    private async Task EndedAsync(CancellationToken stopped)
    {
        var ended = new TaskCompletionSource();
        lock (_gate)
        {
            _ended = ended;
            if (_running.Count == 0)
                ended.SetResult();
        }
        using var stop = stopped.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    private async Task IterateWhileWantedAsync(ScenarioCopy copy)
    {
        while (TryGoOn(copy.ScenarioInfo.InstanceNumber))
        {
            var iteration = copy.IterateAsync(run.Clock.Elapsed);
            // An iteration that never waits would otherwise keep its thread from the other copies.
            if (iteration.IsCompleted)
                await Task.Yield();
            await iteration;
            run.UnderWay.Leave();
        }
    }

    private bool TryGoOn(int number)
    {
        TaskCompletionSource? ended = null;
        lock (_gate)
        {
            if (number <= _wanted && !run.Stopper.Stopped && _iterationsLeft > 0)
            {
                _iterationsLeft--;
                return run.UnderWay.TryEnter(int.MaxValue);
            }
            _running.Remove(number);
            if (_running.Count == 0)
                ended = _ended;
        }
        // Outside the lock: whoever waits goes on right here.
        ended?.TrySetResult();
        return false;
    }

    private ScenarioCopy CopyOf(int number)
    {
        if (!_copies.TryGetValue(number, out var copy))
            _copies[number] = copy = run.NewCopy(number);
        return copy;
    }
}
