using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>One run of a scenario: the real classes, an origin of one row, and a clock that stands still.</summary>
/// <remarks>
/// Every call to the store, every load and every commit parks until the scheduler takes it; between two steps all
/// code is at rest. What holds: a read is never answered with less than what had been committed by a writer that
/// returned before the read began; and when all is done, a read in any process answers the last version.
/// </remarks>
internal sealed partial class World : IDisposable
{
    private const int MostSteps = 500;

    private readonly Scenario _scenario;
    private readonly OneThread _thread = new();
    private readonly MemorySharedStore _store;
    private readonly EntryKey _key;
    private readonly List<Node> _nodes = [];
    private readonly List<Actor> _actors = [];
    private readonly List<Step> _parked = [];
    private readonly List<Choice> _choices = [];
    private readonly List<string>? _lines;
    private readonly DateTimeOffset _began;
    private long _row = 1;
    private int _mishaps;

    public World(Scenario scenario, Nodes nodes, bool narrates = false)
    {
        _scenario = scenario;
        _lines = narrates ? [] : null;
        _began = Clock.GetUtcNow();
        _key = nodes.Key;
        _store = new MemorySharedStore(Clock, WakeUps);
        var stepped = new SteppedStore(scenario.Fault(_store), this);
        Cast(() => nodes.Start(this, stepped));
        if (scenario.Warm)
            AskEveryone(judge: false);
        _lines?.Clear();
        _thread.Run(() => _actors.ForEach(actor => actor.Start()));
        List();
    }

    public StillClock Clock { get; } = new();

    /// <summary>One for all: whoever waits is woken at once, and looks whenever the scheduler lets it.</summary>
    public WakeUps WakeUps { get; } = new(TaskCreationOptions.None);

    /// <summary>The newest version whose writer has returned.</summary>
    public long Returned { get; private set; } = 1;

    /// <summary>What went wrong, in a sentence; null as long as nothing has.</summary>
    public string? Violation { get; private set; }

    /// <summary>How many steps and mishaps there were.</summary>
    public int Steps { get; private set; }

    public IReadOnlyList<Choice> Choices => _choices;

    public IReadOnlyList<string> Lines => _lines ?? [];

    private bool AllDone => _parked.Count == 0 && _actors.TrueForAll(actor => actor.IsDone);

    public async Task<long> LoadRowAsync() =>
        await HearAsync(await ParkAsync(StepKind.Load, 0, () => _row));

    /// <summary>The origin has answered; in a slow world that takes a step of its own.</summary>
    public Task<long> HearAsync(long version) => _scenario.Slow
        ? ParkAsync(StepKind.Hear, version, () => version)
        : Task.FromResult(version);

    public long Commit() => ++_row;

    public void HasReturned(long version) => Returned = Math.Max(Returned, version);

    public void Judge(Actor reader, long answered)
    {
        if (answered < reader.Floor)
        {
            Violation ??= $"{reader.Name} is answered v{answered}, though v{reader.Floor} had been committed and "
                + "its writer had returned before the read began";
        }
        else if (answered > _row)
        {
            Violation ??= $"{reader.Name} is answered v{answered}, which nobody has committed";
        }
    }

    /// <summary>What a writer does after its commit, until the store has taken it.</summary>
    public async Task TellAsync(Node node, long version)
    {
        while (await OnceAsync(node, version) != StoreTrouble.None)
        {
            // A store that was dark: the log repeats it, and only then has the writer returned for good.
        }
        HasReturned(version);
    }

    /// <summary>When all is done: reads once in every process that lives.</summary>
    public void Settle() => AskEveryone(judge: true);

    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    private ValueTask<StoreTrouble> OnceAsync(Node node, long version) => _scenario.Writes switch
    {
        WriteKind.WriteThrough => node.WriteThroughAsync(version),
        WriteKind.InvalidateBlindly => node.InvalidateAsync(0),
        _ => node.InvalidateAsync(version),
    };

    private void Cast(Func<Node> start)
    {
        Node Home(int index)
        {
            if (_scenario.Processes == 0 || index < _scenario.Processes)
                _nodes.Add(start());
            return _nodes[_scenario.Processes == 0 ? ^1 : index % _scenario.Processes];
        }

        for (var i = 0; i < _scenario.Readers; i++)
            _actors.Add(new Reader($"R{i + 1}", _actors.Count, Home(i), this, _scenario.ReadsEach));
        var writers = new List<Writer>();
        for (var i = 0; i < _scenario.Writers; i++)
        {
            var home = Home(_scenario.Readers + i);
            writers.Add(new Writer($"W{i + 1}", _actors.Count + i, home, this));
        }
        _actors.AddRange(writers);
        if (!_scenario.Log)
            return;
        _nodes.Add(start());
        foreach (var writer in writers)
            _actors.Add(new Log($"L{writer.Name[1..]}", _actors.Count, _nodes[^1], this, writer));
    }

    private void AskEveryone(bool judge)
    {
        foreach (var node in _nodes)
        {
            if (node.IsDead)
                continue;
            var last = new Reader("a last read", _actors.Count, node, this, reads: 1);
            _thread.Run(last.Start);
            for (var steps = 0; !last.IsDone || _parked.Count > 0; steps++)
            {
                if (steps > MostSteps)
                    throw new InvalidOperationException("A last read does not end.");
                if (_parked.Count > 0)
                    TakeStep(0, Ending.Done);
                else
                    Pass(_scenario.Policy.RestWhileBusy.Span);
            }
            if (judge && last.Life.IsFaulted)
                Violation ??= $"a last read failed: {last.Life.Exception!.InnerException!.Message}";
        }
    }
}
