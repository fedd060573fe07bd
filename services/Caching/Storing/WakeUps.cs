using System.Collections.Concurrent;

namespace CacheFleet.Caching.Storing;

/// <summary>Where callers wait for news of an entry: one table per process, one subscription feeds it.</summary>
/// <remarks>
/// A caller expects news first and looks again afterwards, so news that comes between its look and its wait is not
/// lost. News may get lost on the way all the same: whoever waits has a rest of its own as the net.
/// </remarks>
public sealed class WakeUps
{
    private readonly ConcurrentDictionary<string, Expectation> _expected = new();
    private readonly TaskCreationOptions _wakes;

    /// <summary>Wakes each waiter on a thread of its own, not on the one that brings the news.</summary>
    public WakeUps()
        : this(TaskCreationOptions.RunContinuationsAsynchronously)
    {
    }

    // For a proof that runs everything on one thread, in an order of its own.
    internal WakeUps(TaskCreationOptions wakes) => _wakes = wakes;

    /// <summary>An entry was dropped or replaced: its key and the version, 0 if it has none.</summary>
    public event Action<string, long>? EntryInvalidated;

    /// <summary>A lease on the entry has ended, with a value or without.</summary>
    public void Wake(string key) => Wake(key, invalidated: false);

    /// <summary>The entry was dropped or replaced.</summary>
    public void Invalidated(string key, long version)
    {
        Wake(key, invalidated: true);
        EntryInvalidated?.Invoke(key, version);
    }

    private void Wake(string key, bool invalidated)
    {
        if (_expected.TryRemove(key, out var waiting))
            waiting.Fulfil(invalidated);
    }

    /// <summary>Expects the next news of an entry; leave it when it is no longer wanted.</summary>
    internal Expectation Expect(EntryKey key)
    {
        var text = key.ToString();
        while (true)
        {
            var expected = _expected.GetOrAdd(
                text, static (_, wakes) => new Expectation(wakes), _wakes);
            if (expected.TryJoin())
                return expected;
            _expected.TryRemove(new(text, expected));
        }
    }

    /// <summary>Nobody who left is kept in the table: a waiter that gave up costs nothing.</summary>
    internal void Leave(EntryKey key, Expectation expected)
    {
        if (expected.LeaveIsLast())
            _expected.TryRemove(new(key.ToString(), expected));
    }
}

/// <summary>One piece of news that several callers wait for.</summary>
internal sealed class Expectation(TaskCreationOptions wakes)
{
    private const int Closed = -1;

    private readonly TaskCompletionSource<bool> _news = new(wakes);

    private int _waiting;

    /// <summary>Whether it was the entry that changed; false if only a lease has ended.</summary>
    public Task<bool> News => _news.Task;

    public void Fulfil(bool invalidated) => _news.TrySetResult(invalidated);

    public bool TryJoin()
    {
        var waiting = Volatile.Read(ref _waiting);
        while (waiting != Closed)
        {
            var seen = Interlocked.CompareExchange(ref _waiting, waiting + 1, waiting);
            if (seen == waiting)
                return true;
            waiting = seen;
        }

        return false;
    }

    public bool LeaveIsLast() =>
        Interlocked.Decrement(ref _waiting) == 0
        && Interlocked.CompareExchange(ref _waiting, Closed, 0) == 0;
}
