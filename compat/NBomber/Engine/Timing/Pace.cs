namespace NBomber.Engine.Timing;

/// <summary>Walks through planned times and does something at each, as close to it as it can, never
/// before it. What is late is done at once, so nothing is ever left out.</summary>
internal abstract class Pace
{
    /// <summary>Threads sleep more exactly than timers fire, but only real time can be slept
    /// through.</summary>
    public static Pace For(TimeProvider time) =>
        time == TimeProvider.System ? new ThreadPace() : new TimerPace();

    public abstract Task WalkAsync(
        IEnumerable<TimeSpan> times, RunClock clock, Action<TimeSpan> act,
        CancellationToken stopped);

    private sealed class TimerPace : Pace
    {
        public override async Task WalkAsync(
            IEnumerable<TimeSpan> times, RunClock clock, Action<TimeSpan> act,
            CancellationToken stopped)
        {
            foreach (var time in times)
            {
                if (time > clock.Elapsed)
                    await clock.UntilAsync(time, stopped);
                if (stopped.IsCancellationRequested)
                    return;
                act(time);
            }
        }
    }

    /// <summary>
    /// A thread of its own. .NET's timers count in ticks of the kernel's coarse clock (4 ms at 250
    /// Hz): measuring from the intended start, that lateness would be charged to the target. A
    /// sleeping thread is woken within 0.1 ms.
    /// </summary>
    private sealed class ThreadPace : Pace
    {
        public override Task WalkAsync(
            IEnumerable<TimeSpan> times, RunClock clock, Action<TimeSpan> act,
            CancellationToken stopped) =>
            Task.Factory.StartNew(
                () => Walk(times, clock, act, stopped),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        private static void Walk(
            IEnumerable<TimeSpan> times, RunClock clock, Action<TimeSpan> act,
            CancellationToken stopped)
        {
            foreach (var time in times)
            {
                while (time > clock.Elapsed && !stopped.IsCancellationRequested)
                    ExactSleep.Sleep(time - clock.Elapsed);
                if (stopped.IsCancellationRequested)
                    return;
                act(time);
            }
        }
    }
}
