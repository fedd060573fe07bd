using System.Collections.Concurrent;

namespace CacheFleet.LoadTests.Tests.FakeFleet;

/// <summary>What the fake replicas share: the cache's entries and the origin's rows.</summary>
public sealed class FakeStore
{
    private readonly ConcurrentDictionary<string, (long Version, long ExpiresAt)> _entries = new();
    private readonly ConcurrentDictionary<string, long> _versions = new();
    private readonly ConcurrentDictionary<string, long> _tombstones = new();
    private readonly ConcurrentDictionary<string, long> _calls = new();

    /// <summary>
    /// Refuses a fill that is older than the last invalidation: the guard against the race.
    /// </summary>
    public bool RefusesOldFills { get; init; }

    public IReadOnlyDictionary<string, long> Calls => _calls;

    public int Entries => _entries.Count;

    public int Objects { get; private set; }

    public long? Find(string policy, string family, string key) =>
        _entries.TryGetValue($"{policy}:{family}:{key}", out var entry) && entry.ExpiresAt > Now
            ? entry.Version
            : null;

    /// <returns>False if it was refused.</returns>
    public bool Fill(string policy, string family, string key, long version)
    {
        if (RefusesOldFills && version < _tombstones.GetValueOrDefault($"{family}:{key}")) return false;
        _entries[$"{policy}:{family}:{key}"] = (version, long.MaxValue);
        return true;
    }

    public bool Expire(string policy, string family, string key, long inMilliseconds)
    {
        var name = $"{policy}:{family}:{key}";
        if (!_entries.TryGetValue(name, out var entry)) return false;
        _entries[name] = (entry.Version, Now + inMilliseconds);
        return true;
    }

    public long Load(string family, string key)
    {
        _calls.AddOrUpdate(family, 1, (_, count) => count + 1);
        return _versions.GetValueOrDefault($"{family}:{key}", 1);
    }

    public long Write(string family, string key)
    {
        var version = _versions.AddOrUpdate($"{family}:{key}", 2, (_, old) => old + 1);
        _tombstones[$"{family}:{key}"] = version;
        Remove(name => name.EndsWith($":{family}:{key}", StringComparison.Ordinal));
        return version;
    }

    public long? Tombstone(string family, string key) =>
        _tombstones.TryGetValue($"{family}:{key}", out var version) ? version : null;

    public void Flush(string policy) =>
        Remove(name => name.StartsWith(policy + ":", StringComparison.Ordinal));

    public void Insert(int objects) => Objects += objects;

    private void Remove(Func<string, bool> which)
    {
        foreach (var name in _entries.Keys.Where(which)) _entries.TryRemove(name, out _);
    }

    private static long Now => Environment.TickCount64;
}
