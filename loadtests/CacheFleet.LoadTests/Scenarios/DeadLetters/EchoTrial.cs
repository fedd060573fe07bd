using System.Diagnostics;
using System.Globalization;
using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.DeadLetters;

/// <summary>
/// The log tells of changes again, as a redelivery or a producer in doubt would: in every round each
/// product's newest version and the one before it. What was heard and what came of it is the word of
/// a replica's journal: "logged" is an event, "hinted" a change that Redis carried out.
/// </summary>
internal sealed class EchoTrial(FleetClient fleet, int first, int rounds)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LogClient _log = new(fleet);
    private readonly List<JournalAnswer> _heard = [];

    private Replica Witness => fleet.Replicas[0];

    /// <summary>From now on every event and every effect counts.</summary>
    public async Task BeginAsync(CancellationToken ct) => await _log.TakeJournalAsync(Witness, ct);

    /// <summary>Tells all of it again, now that the products have been read at these versions.</summary>
    public async Task<EchoOutcome> RunAsync(IReadOnlyList<long> versions, CancellationToken ct)
    {
        var told = 0L;
        // The first telling was the change itself.
        await AwaitAsync("logged", versions, versions.Count, ct);
        for (var round = 1; round <= rounds; round++)
        {
            told += (await _log.EchoAsync(first, versions.Count, ct)).Events;
            // One round at a time: the worker merges what waits for the same key.
            await AwaitAsync("logged", versions, versions.Count * (1 + round), ct);
        }
        // One more change of each: a key's events come in order, so its echoes are through by then.
        var next = (await _log.ChangeAsync(first, versions.Count, times: 1, ct)).Versions;
        await AwaitAsync("hinted", next, versions.Count, ct);
        IReadOnlyList<long> older = [.. versions.Select(version => version - 1)];
        return new EchoOutcome(
            told, CountOf("logged", versions) + CountOf("logged", older) - versions.Count,
            CountOf("hinted", versions) + CountOf("hinted", older), CountOf("hinted", next));
    }

    private async Task AwaitAsync(
        string what, IReadOnlyList<long> versions, int count, CancellationToken ct)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < Patience;)
        {
            _heard.AddRange(await _log.TakeJournalAsync(Witness, ct));
            if (CountOf(what, versions) >= count) return;
            await Task.Delay(BetweenLooks, ct);
        }
    }

    private int CountOf(string what, IReadOnlyList<long> versions) => _heard.Count(line =>
        line.What == what && int.TryParse(line.Key, CultureInfo.InvariantCulture, out var id)
        && id >= first && id < first + versions.Count && line.Version == versions[id - first]);
}

/// <param name="Told">Events that told of nothing new.</param>
/// <param name="Heard">How many of these a replica heard.</param>
/// <param name="Effects">How often their versions had an effect in Redis, the first time included.</param>
/// <param name="Later">Products whose next change had its effect after all that.</param>
internal readonly record struct EchoOutcome(long Told, int Heard, int Effects, int Later);
