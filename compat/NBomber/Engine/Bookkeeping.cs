using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine.Judging;
using NBomber.Engine.Measuring;
using NBomber.Engine.Reporting;
using NBomber.Engine.Running;
using NBomber.Engine.Timing;

namespace NBomber.Engine;

/// <summary>Beside the load: every second closes a line of the books, every reporting interval asks
/// the thresholds and feeds the sinks.</summary>
internal sealed class Bookkeeping
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
    private readonly NBomberContext _context;
    private readonly Session _session;
    private readonly MetricRegistry _metrics;
    private readonly Sinks _sinks;
    private readonly RunClock _clock;
    private readonly IReadOnlyList<(Ledger Ledger, ThresholdJudge Judge)> _judges;

    public Bookkeeping(
        NBomberContext context, Session session, IReadOnlyList<ScenarioRun> runs,
        MetricRegistry metrics, Sinks sinks, RunClock clock)
    {
        (_context, _session, _metrics, _sinks, _clock) = (context, session, metrics, sinks, clock);
        Ledgers = [.. runs.Select((run, order) => new Ledger(run, order))];
        _judges = [.. Ledgers.SelectMany(ledger => ledger.Run.Props.Thresholds.Select(threshold =>
            (ledger, new ThresholdJudge(ledger.Run.Name, threshold))))];
    }

    public IReadOnlyList<Ledger> Ledgers { get; }

    public Task KeepAsync(CancellationToken ended) => ConsoleView.ShowWhileAsync(
        _session.Surroundings.Console, _context, Ledgers, show => LoopAsync(show, ended));

    /// <summary>The final statistics; thresholds are asked once more, about the whole
    /// run.</summary>
    public NodeStats Close(TimeSpan now)
    {
        CloseSecond(now);
        var metrics = _metrics.Read();
        var stats = Ledgers
            .Select(ledger => ledger.Total(now, OperationType.Complete)).ToArray();
        foreach (var (ledger, judge) in _judges)
            judge.Judge(stats.Get(ledger.Run.Name), metrics, now);
        return new NodeStats(
            stats, metrics, [.. _judges.Select(one => one.Judge.Result)],
            _session.NodeInfo, _session.TestInfo,
            stats.Sum(one => one.AllRequestCount), stats.Sum(one => one.AllOkCount),
            stats.Sum(one => one.AllFailCount), stats.Sum(one => one.AllBytes),
            stats.Select(one => one.Duration).DefaultIfEmpty().Max(), []);
    }

    private async Task LoopAsync(Action<TimeSpan> show, CancellationToken ended)
    {
        var nextInterval = _context.ReportingInterval;
        for (var at = OneSecond; ; at += OneSecond)
        {
            await _clock.UntilAsync(at, ended);
            if (ended.IsCancellationRequested)
                return;
            CloseSecond(at);
            show(at);
            if (at < nextInterval)
                continue;
            nextInterval += _context.ReportingInterval;
            await ReportAsync(at);
        }
    }

    private void CloseSecond(TimeSpan now)
    {
        foreach (var ledger in Ledgers)
            ledger.CloseSecond(now);
    }

    private async Task ReportAsync(TimeSpan now)
    {
        var stats = Ledgers.Select(ledger => ledger.CloseInterval(now)).ToArray();
        var metrics = _metrics.Read();
        foreach (var (ledger, judge) in _judges)
        {
            if (judge.Judge(stats.Get(ledger.Run.Name), metrics, now) is { } reason)
                _session.StopTest(reason);
        }
        await _sinks.SaveRealtimeAsync(stats, metrics);
    }
}
