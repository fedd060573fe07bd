using System.Collections.Concurrent;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>Remembers which versions invalidations have told of, so that a scenario can wait for one.</summary>
/// <remarks>The tombstone alone would not do: an unguarded delete or fill that comes later wipes it out.</remarks>
internal sealed class LabNews : IHostedService
{
    private const int MostKeys = 10_000;
    private readonly ConcurrentDictionary<string, long> _heard = new();
    private readonly WakeUps _wakeUps;

    public LabNews(WakeUps wakeUps) => _wakeUps = wakeUps;

    public long? VersionOf(string key) => _heard.TryGetValue(key, out var version) ? version : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _wakeUps.EntryInvalidated += Hear;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _wakeUps.EntryInvalidated -= Hear;
        return Task.CompletedTask;
    }

    private void Hear(string key, long version)
    {
        if (_heard.Count >= MostKeys)
            _heard.Clear();
        _heard.AddOrUpdate(key, version, (_, known) => Math.Max(known, version));
    }
}
