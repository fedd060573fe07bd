using CacheFleet.Testing;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;
using NBomber.Engine;

namespace CacheFleet.Compat.NBomber.Tests.Support;

/// <summary>Runs sessions on a clock that stands still: everything happens on the test's own
/// thread, in the order of its time, and an hour of load takes milliseconds.</summary>
internal sealed class StillSession
{
    private readonly Queue<Func<Task>> _held = [];

    public StillClock Clock { get; } = new();

    public int MaxInFlight { get; init; } = 1_000;

    /// <summary>While true, work that should start waits: a machine that is too busy.</summary>
    public bool Starved { get; private set; }

    /// <summary>Not Task.Delay: a cancelled one would go on some real time later, on a thread of
    /// the pool.</summary>
    public async Task Wait(double seconds, CancellationToken stopped = default)
    {
        var over = new TaskCompletionSource();
        using var timer = Clock.CreateTimer(
            _ => over.TrySetResult(), null, TimeSpan.FromSeconds(seconds),
            Timeout.InfiniteTimeSpan);
        using var stop = stopped.Register(() => over.TrySetCanceled(stopped));
        await over.Task;
    }

    public NodeStats Run(params ScenarioProps[] scenarios) =>
        Run(NBomberRunner.RegisterScenarios(scenarios));

    public NodeStats Run(NBomberContext context, bool withReports = false)
    {
        context = context.DisplayConsoleMetrics(false);
        using var session = new Session(withReports ? context : context.WithoutReports(), new()
        {
            Time = Clock,
            Random = new Random(1),
            Start = Start,
            MaxInFlight = MaxInFlight,
        });
        var around = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return Finish(session.RunAsync());
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(around);
        }
    }

    public async Task StarveAsync(double from, double to)
    {
        await Wait(from);
        Starved = true;
        await Wait(to - from);
        Starved = false;
        while (_held.TryDequeue(out var work))
            _ = work();
    }

    private NodeStats Finish(Task<NodeStats> run)
    {
        for (var seconds = 0; !run.IsCompleted; seconds++)
        {
            Assert.True(seconds < 11_000, "The session does not end.");
            Clock.Advance(TimeSpan.FromSeconds(1));
            // A copy that yields goes on when the pool has a thread for it, in real time.
            if (seconds > 1_000)
                ((IAsyncResult)run).AsyncWaitHandle.WaitOne(1);
        }
#pragma warning disable VSTHRD002, xUnit1031 // It has completed.
        return run.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002, xUnit1031
    }

    private void Start(Func<Task> work)
    {
        if (Starved)
            _held.Enqueue(work);
        else
            _ = work();
    }
}
