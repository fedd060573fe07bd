using System.Diagnostics;
using CacheFleet.LoadTests.Statistics;

namespace CacheFleet.LoadTests.Histories;

/// <summary>
/// Judges a history in one pass over its beginnings and ends, in the order of time.
/// </summary>
/// <remarks>
/// No search among orders is needed, as it is for registers whose values say nothing: every write
/// of a key makes a version of its own, greater than all before, so each read says by itself which
/// write it has seen. The guarantees are those of sessions (Terry et al., "Session guarantees for
/// weakly consistent replicated data", PDIS'94).
/// </remarks>
internal sealed class HistoryCheck
{
    private readonly Dictionary<int, KeyTrack> _keys = [];
    private readonly Dictionary<(int Client, int Key), Session> _sessions = [];
    private readonly long[] _staleFor = new long[StalenessChart.Edges.Count];
    private readonly TimeSpan _bound;
    private long _stale;
    private long _beyond;
    private TimeSpan _longest;
    private Proportion _ownWrites;
    private Proportion _ownReads;
    private long _phantoms;
    private long _notGrowing;

    private HistoryCheck(TimeSpan bound) => _bound = bound;

    public static HistoryReport Run(
        IReadOnlyList<Operation> operations, IReadOnlyDictionary<int, long> initial, TimeSpan bound)
    {
        var check = new HistoryCheck(bound);
        foreach (var (key, version) in initial)
            check._keys[key] = new KeyTrack(version);
        // At one instant the ends come first: what had been told by then was known.
        var moments = operations
            .SelectMany((one, of) => new[]
            {
                (At: one.Start, IsEnd: false, Of: of), (At: one.End, IsEnd: true, Of: of),
            })
            .OrderBy(moment => moment.At).ThenByDescending(moment => moment.IsEnd);
        var floors = new Floor[operations.Count];
        foreach (var (_, isEnd, of) in moments)
        {
            var one = operations[of];
            if (!isEnd)
                floors[of] = check.Begin(one);
            else if (one.Kind == OperationKind.Read)
                check.EndRead(one, floors[of]);
            else if (one.Kind == OperationKind.Write)
                check.EndWrite(one, floors[of]);
        }

        return check.Report(operations);
    }

    private Floor Begin(Operation one)
    {
        var track = TrackOf(one.Key);
        if (one.Kind != OperationKind.Read)
            track.Begun++;
        var session = SessionOf(one);
        return new Floor(track.Acknowledged, session.Written, session.Read);
    }

    private void EndRead(Operation read, Floor floor)
    {
        var track = TrackOf(read.Key);
        if (read.Version < floor.Acknowledged)
        {
            var supersededFor = Stopwatch.GetElapsedTime(track.SupersededAt(read.Version), read.Start);
            _stale++;
            _staleFor[StalenessChart.BarOf(supersededFor)]++;
            _beyond += supersededFor > _bound ? 1 : 0;
            _longest = supersededFor > _longest ? supersededFor : _longest;
        }

        _phantoms += read.Version > track.HighestPossible ? 1 : 0;
        Count(ref _ownWrites, floor.Written, read.Version);
        Count(ref _ownReads, floor.Read, read.Version);
        var session = SessionOf(read);
        session.Read = Math.Max(session.Read, read.Version);
    }

    private void EndWrite(Operation write, Floor floor)
    {
        _notGrowing += write.Version <= floor.Acknowledged || !TrackOf(write.Key).Acknowledge(write) ? 1 : 0;
        var session = SessionOf(write);
        session.Written = Math.Max(session.Written, write.Version);
    }

    // Counted only where there is something to hold the read against.
    private static void Count(ref Proportion violations, long floor, long version)
    {
        if (floor > 0)
            violations = new Proportion(violations.Count + (version < floor ? 1 : 0), violations.Of + 1);
    }

    private HistoryReport Report(IReadOnlyList<Operation> operations) => new()
    {
        Reads = operations.LongCount(one => one.Kind == OperationKind.Read),
        Writes = operations.LongCount(one => one.Kind == OperationKind.Write),
        Doubtful = operations.LongCount(one => one.Kind == OperationKind.Doubtful),
        Stale = _stale,
        StaleBeyondBound = _beyond,
        LongestStale = _longest,
        StaleFor = _staleFor,
        ReadYourWrites = _ownWrites,
        MonotonicReads = _ownReads,
        Phantoms = _phantoms,
        VersionsNotGrowing = _notGrowing,
    };

    private KeyTrack TrackOf(int key) =>
        _keys.TryGetValue(key, out var track) ? track : _keys[key] = new KeyTrack(0);

    private Session SessionOf(Operation one) => _sessions.TryGetValue((one.Client, one.Key), out var session)
        ? session
        : _sessions[(one.Client, one.Key)] = new Session();

    /// <summary>What was known when an operation began.</summary>
    private readonly record struct Floor(long Acknowledged, long Written, long Read);

    private sealed class Session
    {
        public long Written { get; set; }

        public long Read { get; set; }
    }
}
