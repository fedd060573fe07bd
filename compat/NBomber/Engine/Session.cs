using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine.Measuring;
using NBomber.Engine.Reporting;
using NBomber.Engine.Running;
using NBomber.Engine.Timing;
using Serilog;

namespace NBomber.Engine;

/// <summary>One run: init, warm-up of all scenarios, bombing of all, clean, reports.</summary>
internal sealed class Session : ISession, IDisposable
{
    private readonly NBomberContext _context;
    private readonly Stopper _stopper = new();
    private readonly MetricRegistry _metrics = new();
    private volatile IReadOnlyList<ScenarioRun> _runs = [];
    private int _seed;

    public Session(NBomberContext context, Surroundings surroundings)
    {
        Validation.Check(context);
        _context = context;
        Surroundings = surroundings;
        _seed = surroundings.Random.Next();
        TestInfo = Describe.Test(context, surroundings);
        Logger = Logging.Create(context, TestInfo);
    }

    public Surroundings Surroundings { get; }

    public TestInfo TestInfo { get; }

    public NodeInfo NodeInfo { get; private set; } = Describe.Node(OperationType.None);

    public ILogger Logger { get; }

    public TimeSpan CompletionTimeout => _context.CompletionTimeout;

    /// <summary>Blocks, as the real one does: a session is its program's only business.</summary>
    public static NodeStats Run(NBomberContext context)
    {
        using var session = new Session(context, new Surroundings());
        using var interruption = new Interruption(session.StopTest);
#pragma warning disable VSTHRD002 // The real package's Run is synchronous.
        return Task.Run(session.RunAsync).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    public async Task<NodeStats> RunAsync()
    {
        var sinks = new Sinks(_context.ReportingSinks, Logger);
        await sinks.StartAsync(new BaseContext(this, _metrics), _context.Scenarios);
        try
        {
            await InitAsync();
            await WarmUpAsync();
            var (stats, ledgers) = await BombAsync(sinks);
            await CleanAsync();
            stats = Reports.Write(_context, stats, ledgers);
            ConsoleView.Conclude(Surroundings.Console, _context, stats);
            await sinks.SaveFinalAsync(stats);
            return stats;
        }
        finally
        {
            await sinks.StopAsync();
        }
    }

    /// <summary>Copies are made on many threads; Random itself is for one.</summary>
    public int NextSeed() => Interlocked.Increment(ref _seed);

    public void StopTest(string reason)
    {
        if (!_stopper.Stopped)
            Logger.Warning("Stopping the test: {Reason}", reason);
        _stopper.Stop(reason);
    }

    public void StopScenario(string scenarioName, string reason)
    {
        var run = _runs.FirstOrDefault(one => one.Name == scenarioName)
            ?? throw new NBomberException(
                $"StopScenario: no scenario '{scenarioName}' is running.");
        Logger.Warning("Stopping scenario {Scenario}: {Reason}", scenarioName, reason);
        run.Stopper.Stop(reason);
    }

    public void Dispose()
    {
        DisposeRuns();
        _stopper.Dispose();
        (Logger as IDisposable)?.Dispose();
    }

    private async Task InitAsync()
    {
        NodeInfo = Describe.Node(OperationType.Init);
        foreach (var scenario in _context.Scenarios.Where(one => one.Init is not null))
        {
            try
            {
                await scenario.Init!(
                    new InitContext(this, _metrics, scenario, ScenarioOperation.Init));
            }
            catch (Exception error)
            {
                throw new NBomberException(
                    $"Init of scenario '{scenario.ScenarioName}' failed: {error.Message}", error);
            }
        }
    }

    private async Task WarmUpAsync()
    {
        NodeInfo = Describe.Node(OperationType.WarmUp);
        await RunAllAsync(
            _context.Scenarios.Where(
                one => one.Run is not null && one.WarmUpDuration > TimeSpan.Zero),
            ScenarioOperation.WarmUp, (_, _) => Task.CompletedTask);
        _metrics.Reset();
    }

    private async Task<(NodeStats Stats, IReadOnlyList<Ledger> Ledgers)> BombAsync(Sinks sinks)
    {
        NodeInfo = Describe.Node(OperationType.Bombing);
        Bookkeeping? books = null;
        var duration = await RunAllAsync(
            _context.Scenarios.Where(one => one.Run is not null),
            ScenarioOperation.Bombing,
            (clock, ended) =>
            {
                books = new Bookkeeping(_context, this, _runs, _metrics, sinks, clock);
                return books.KeepAsync(ended);
            });
        NodeInfo = Describe.Node(OperationType.Complete);
        return (books!.Close(duration), books.Ledgers);
    }

    private async Task<TimeSpan> RunAllAsync(
        IEnumerable<ScenarioProps> scenarios, ScenarioOperation operation,
        Func<RunClock, CancellationToken, Task> beside)
    {
        var clock = new RunClock(Surroundings.Time);
        DisposeRuns();
        _runs = [.. scenarios.Select(one => new ScenarioRun(this, one, operation, clock))];
        using var stop = _stopper.Token.Register(() =>
        {
            foreach (var run in _runs)
                run.Stopper.Stop(_stopper.Reason!);
        });
        using var ended = new CancellationTokenSource();
        clock.Restart();
        var side = beside(clock, ended.Token);
        await Task.WhenAll(_runs.Select(run => run.RunAsync()));
        End(ended);
        await side;
        return clock.Elapsed;
    }

    private static void End(CancellationTokenSource source) => source.Cancel();

    private void DisposeRuns()
    {
        foreach (var run in _runs)
            run.Dispose();
    }

    private async Task CleanAsync()
    {
        foreach (var scenario in _context.Scenarios.Where(one => one.Clean is not null))
        {
            try
            {
                await scenario.Clean!(
                    new InitContext(this, _metrics, scenario, ScenarioOperation.Clean));
            }
            catch (Exception error)
            {
                Logger.Error(error, "Clean of scenario {Scenario} failed", scenario.ScenarioName);
            }
        }
    }
}
