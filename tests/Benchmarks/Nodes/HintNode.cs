using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CacheFleet.Caching;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Benchmarks.Nodes;

/// <summary>A hint that a node's L1 has followed: by then it had dropped what was older.</summary>
/// <param name="Key">The entry's.</param>
/// <param name="Version">What the hint told.</param>
/// <param name="At">Of <see cref="Stopwatch.GetTimestamp"/>.</param>
internal readonly record struct Heard(int Key, long Version, long At);

/// <summary>A node with an L1 that notes when the L1 has followed a hint.</summary>
internal sealed class HintNode : IAsyncDisposable
{
    private readonly Node<string> _node;
    private readonly string _start;
    private ConcurrentQueue<Heard> _heard = new();
    private int _left;

    private HintNode(Node<string> node)
    {
        _node = node;
        _start = node.Find<KeySpaces>().Of(node.Family.Name)[0].Start;
        // The node's cache has subscribed before, when it was made: it is told first.
        node.Find<WakeUps>().EntryInvalidated += Hear;
    }

    /// <summary>How many hints left something older in the L1.</summary>
    public int Left => _left;

    public static async Task<HintNode> StartAsync(string redis, Func<int, long> versionOf) =>
        new(await Node<string>.StartAsync(redis, new TextCodec(), (id, _) =>
        {
            var version = versionOf((int)id);
            return new(Loaded.Of($"v{version}", version));
        }, Policies.Near));

    public ValueTask<Answer<string>> ReadAsync(int key) => _node.ReadAsync(key);

    public ValueTask<StoreTrouble> InvalidateAsync(int key, long version) =>
        _node.Cache.InvalidateAsync(_node.Family.Key(key), version, CancellationToken.None);

    /// <summary>The version that the L1 would answer now, if it has the entry.</summary>
    public long? VersionOf(int key)
    {
        var text = key.ToString(CultureInfo.InvariantCulture);
        var versions = _node.Find<INearContents>().VersionsOf($"{_node.Family.Name}", text);
        return versions.Select(version => (long?)version).FirstOrDefault();
    }

    /// <summary>Takes what has been heard since it was asked last.</summary>
    public IReadOnlyCollection<Heard> Take() => Interlocked.Exchange(ref _heard, new());

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private void Hear(string entry, long version)
    {
        var at = Stopwatch.GetTimestamp();
        if (!entry.StartsWith(_start, StringComparison.Ordinal))
            return;
        var key = int.Parse(entry.AsSpan(_start.Length), CultureInfo.InvariantCulture);
        _heard.Enqueue(new Heard(key, version, at));
        if (VersionOf(key) < version)
            Interlocked.Increment(ref _left);
    }
}
