using CacheFleet.Interleavings.Tests.Running;

namespace CacheFleet.Interleavings.Tests.Exploring;

/// <summary>Tries every order of the steps of a scenario.</summary>
/// <remarks>
/// Depth first and without snapshots: a run cannot be copied, so each branch is a new run that repeats the choices
/// up to there (P. Godefroid, "Model checking for programming languages using VeriSoft", POPL'97). A state that was
/// explored before is not explored again; the number of schedules through it is remembered, so that the sum counts
/// every order although not every one is run (state hashing: G. Holzmann, SPIN).
/// </remarks>
internal sealed class Explorer(Scenario scenario, int mostStates = 5_000_000) : IDisposable
{
    private readonly Nodes _nodes = new(scenario.Policy);
    private readonly Dictionary<ulong, Counts> _known = [];
    private readonly List<Branch> _path = [];
    private Schedule? _shortest;
    private Counts _sum;
    private int _runs;

    public static Exploration Explore(Scenario scenario, bool stopAtFirst = false)
    {
        using var explorer = new Explorer(scenario);
        return explorer.Run(stopAtFirst);
    }

    public void Dispose() => _nodes.Dispose();

    private Exploration Run(bool stopAtFirst)
    {
        do
        {
            using var world = Repeat();
            Return(Descend(world));
        }
        while (_path.Count > 0 && !(stopAtFirst && _shortest is not null));
        return new(scenario, _sum.Schedules, _sum.Stale, _known.Count, _runs, _shortest);
    }

    private World Repeat()
    {
        _runs++;
        var world = new World(scenario, _nodes);
        foreach (var branch in _path)
        {
            if (branch.Choices.Length != world.Choices.Count)
                throw new InvalidOperationException("The same choices led elsewhere.");
            world.Take(branch.Choices[branch.Taken]);
        }
        Note(world);
        return world;
    }

    private Counts Descend(World world)
    {
        while (true)
        {
            var state = world.Fingerprint();
            if (_known.TryGetValue(state, out var counts))
                return counts;
            if (world.Choices.Count == 0)
                return _known[state] = Judge(world);
            if (_known.Count > mostStates)
                throw new InvalidOperationException($"More than {mostStates} states: lower the bound.");
            _path.Add(new Branch(state, [.. world.Choices]));
            world.Take(world.Choices[0]);
            Note(world);
        }
    }

    private Counts Judge(World world)
    {
        if (world.Violation is null)
            world.Settle();
        Note(world);
        return new(1, world.Violation is null ? 0u : 1u);
    }

    // A state is known when all that can follow it has been explored.
    private void Return(Counts counts)
    {
        while (_path.Count > 0)
        {
            var last = _path[^1];
            last.Sum += counts;
            if (++last.Taken < last.Choices.Length)
                return;
            counts = _known[last.State] = last.Sum;
            _path.RemoveAt(_path.Count - 1);
        }
        _sum = counts;
    }

    private void Note(World world)
    {
        if (world.Violation is not null && (_shortest is null || _path.Count < _shortest.Length))
            _shortest = new(scenario, [.. _path.Select(branch => branch.Choices[branch.Taken])]);
    }

    private sealed class Branch(ulong state, Choice[] choices)
    {
        public ulong State => state;

        public Choice[] Choices => choices;

        public int Taken { get; set; }

        public Counts Sum { get; set; }
    }

    private readonly record struct Counts(ulong Schedules, ulong Stale)
    {
        public static Counts operator +(Counts a, Counts b) =>
            new(checked(a.Schedules + b.Schedules), checked(a.Stale + b.Stale));
    }
}
