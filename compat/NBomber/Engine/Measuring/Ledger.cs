using NBomber.Contracts.Stats;
using NBomber.Engine.Running;

namespace NBomber.Engine.Measuring;

/// <summary>One second of a scenario, for charts.</summary>
internal readonly record struct Second(
    TimeSpan At,
    double OkPerSecond,
    double FailPerSecond,
    double P50Ms,
    double P95Ms,
    double P99Ms);

/// <summary>A scenario's books: the whole run, the current reporting interval, every second. Only
/// the bookkeeping loop writes them.</summary>
internal sealed class Ledger(ScenarioRun run, int order)
{
    // The rest of a second at the end counts, but drawn as a second it would look like a drop.
    private static readonly TimeSpan ShortestDrawn = TimeSpan.FromMilliseconds(500);

    private readonly Measurements _total = new();
    private readonly List<Second> _seconds = [];
    private Measurements _interval = new();
    private TimeSpan _secondStart;
    private TimeSpan _intervalLoaded;

    public ScenarioRun Run => run;

    public IReadOnlyList<Second> Seconds => _seconds;

    public void CloseSecond(TimeSpan now)
    {
        var window = run.Recorder.TakeWindow();
        _total.Add(window);
        _interval.Add(window);
        var length = now - _secondStart;
        if (length < ShortestDrawn)
            return;
        var (ok, fail) = (window.Iterations.Ok, window.Iterations.Fail);
        _seconds.Add(new Second(
            now, ok.Count / length.TotalSeconds, fail.Count / length.TotalSeconds,
            ok.Latency.Percentile(50) / 1000.0, ok.Latency.Percentile(95) / 1000.0,
            ok.Latency.Percentile(99) / 1000.0));
        _secondStart = now;
    }

    /// <summary>Statistics of the interval that ends now.</summary>
    public ScenarioStats CloseInterval(TimeSpan now)
    {
        var loaded = run.Progress.Loaded(now);
        var stats = Stats(_interval, loaded - _intervalLoaded, now, OperationType.Bombing);
        _interval = new Measurements();
        _intervalLoaded = loaded;
        return stats;
    }

    public ScenarioStats Total(TimeSpan now, OperationType operation) =>
        Stats(_total, run.Progress.Loaded(now), now, operation);

    private ScenarioStats Stats(
        Measurements measured, TimeSpan loaded, TimeSpan now, OperationType operation) =>
        Statistics.Of(
            run.Name, order, measured, loaded, run.Progress.Duration(now),
            run.Progress.Simulation(now, run.Copies), operation);
}
