using System.Collections.Concurrent;
using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>
/// Which versions the replicas have heard of by the log, all of them together: each follows it on
/// its own, and one that is killed takes its notes along.
/// </summary>
internal sealed class LogWatch(FleetClient fleet)
{
    private readonly LogClient _log = new(fleet);
    private readonly ConcurrentDictionary<(string Key, long Version), int> _heard = new();
    private readonly HashSet<(string Replica, string Key, long Version)> _byReplica = [];
    private readonly Dictionary<string, long> _begin = [];

    private int? _relay;

    /// <summary>Events that a replica was given more than once: the relay or the broker repeated.</summary>
    public int Repeated { get; private set; }

    /// <summary>How often another database session has become the active relay.</summary>
    public int Takeovers { get; private set; }

    /// <summary>From here on nothing of this product may be missing.</summary>
    public void Begin(string key, long version) => _begin[key] = version;

    /// <summary>Takes what has been noted; whoever does not answer is asked again next time.</summary>
    public async Task TakeAsync(CancellationToken ct)
    {
        foreach (var replica in fleet.Replicas)
        {
            var lines = await _log.TakeJournalAsync(replica, ct);
            foreach (var line in lines.Where(line => line.What == "logged"))
            {
                _heard.TryAdd((line.Key, line.Version), 0);
                if (!_byReplica.Add((replica.Id, line.Key, line.Version))) Repeated++;
            }
        }

        var relay = (await _log.LookAsync(fleet.Replicas[0], ct)).Relay;
        if (relay is not null && _relay is not null && relay != _relay) Takeovers++;
        _relay = relay ?? _relay;
    }

    /// <summary>Every write makes the next version: all up to the row's must have been told.</summary>
    public int Unheard(string key, long upTo)
    {
        var unheard = 0;
        for (var version = _begin[key] + 1; version <= upTo; version++)
            unheard += _heard.ContainsKey((key, version)) ? 0 : 1;
        return unheard;
    }
}
