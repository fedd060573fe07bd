using System.Collections.Concurrent;
using CacheFleet.Caching;
using CacheFleet.Caching.Invalidating;
using CacheFleet.Caching.Storing;
using CacheFleet.Catalog.Api.Origin;

namespace CacheFleet.Catalog.Api.Lab;

/// <param name="What">committed, hinted or logged.</param>
/// <param name="At">By this machine's clock, in Unix microseconds.</param>
internal sealed record JournalLine(string What, string Key, long Version, long At);

internal sealed record JournalReport(string Instance, IReadOnlyList<JournalLine> Lines);

/// <summary>
/// When a change of a product was committed here, and when this replica's memory heard of it by
/// the hint and by the log: on one machine the difference is how long old answers were possible.
/// </summary>
internal sealed class LabJournal(WakeUps wakeUps, IServiceProvider services, TimeProvider clock)
    : IChangeWatch, IHostedService
{
    private const int MostLines = 100_000;
    private const string Family = "product";

    private readonly ConcurrentQueue<JournalLine> _lines = new();
    private string _start = Family;
    private int _count;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not before: the key spaces come from the families, and those need whoever watches their
        // changes.
        _start = services.GetRequiredService<KeySpaces>().Of(new FamilyName(Family))[0].Start;
        wakeUps.EntryInvalidated += Hinted;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        wakeUps.EntryInvalidated -= Hinted;
        return Task.CompletedTask;
    }

    public void Committed(EntityChanged change) => Add("committed", change);

    public void Logged(EntityChanged change) => Add("logged", change);

    /// <summary>Takes what has been noted since it was asked last.</summary>
    public IReadOnlyList<JournalLine> Take()
    {
        var taken = new List<JournalLine>();
        while (_lines.TryDequeue(out var line))
        {
            Interlocked.Decrement(ref _count);
            taken.Add(line);
        }

        return taken;
    }

    private void Hinted(string key, long version)
    {
        if (key.StartsWith(_start, StringComparison.Ordinal))
            Add("hinted", key[_start.Length..], version);
    }

    private void Add(string what, EntityChanged change)
    {
        if (change.Family == Family)
            Add(what, change.Key, change.Version);
    }

    private void Add(string what, string key, long version)
    {
        var at = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        _lines.Enqueue(new JournalLine(what, key, version, at));
        // Counted here: asking a queue of that length at every change would cost more than the rest.
        if (Interlocked.Increment(ref _count) > MostLines && _lines.TryDequeue(out _))
            Interlocked.Decrement(ref _count);
    }
}
