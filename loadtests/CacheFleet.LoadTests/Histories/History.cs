using System.Collections.Concurrent;
using System.Diagnostics;

namespace CacheFleet.LoadTests.Histories;

/// <summary>Everything that clients did and saw; written by many at a time.</summary>
public sealed class History
{
    private readonly ConcurrentQueue<Operation> _operations = new();
    private readonly ConcurrentDictionary<int, long> _initial = new();

    public int Count => _operations.Count;

    /// <summary>The version that a key had before the history began.</summary>
    public void Begin(int key, long version) => _initial[key] = version;

    /// <summary>Notes a read that has just been answered; it began at <paramref name="start"/>.</summary>
    public void Read(int client, int key, long start, long version) =>
        Add(new Operation(client, key, OperationKind.Read, start, Stopwatch.GetTimestamp(), version));

    /// <summary>Notes a write that has just been acknowledged, or, without a version, was not.</summary>
    public void Write(int client, int key, long start, long? version) => Add(new Operation(
        client, key, version is null ? OperationKind.Doubtful : OperationKind.Write, start,
        Stopwatch.GetTimestamp(), version ?? 0));

    public void Add(Operation operation) => _operations.Enqueue(operation);

    /// <summary>Judges all of it.</summary>
    /// <param name="bound">
    /// How old an answer may be and still count as right, for the second count of stale reads.
    /// </param>
    public HistoryReport Check(TimeSpan bound) => HistoryCheck.Run([.. _operations], _initial, bound);

    /// <summary>
    /// The newest version of a key that was acknowledged, or the one it began with.
    /// </summary>
    public IReadOnlyDictionary<int, long> Newest() => _operations
        .Where(one => one.Kind == OperationKind.Write)
        .Concat(_initial.Select(one => new Operation(0, one.Key, OperationKind.Write, 0, 0, one.Value)))
        .GroupBy(one => one.Key)
        .ToDictionary(key => key.Key, key => key.Max(one => one.Version));
}
