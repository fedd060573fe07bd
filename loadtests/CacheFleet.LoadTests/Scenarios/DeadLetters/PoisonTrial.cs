using System.Diagnostics;
using System.Globalization;
using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Histories;

namespace CacheFleet.LoadTests.Scenarios.DeadLetters;

/// <summary>
/// Poison among healthy events, from the first failure to an empty list:
/// (1) products are read into the cache, and the keys of a few are spoiled;
/// (2) an import changes all of them past the API, and leaves events of a family that nobody has;
/// (3) the healthy ones must be fresh while the spoiled ones are still tried, and what the log tells
///     of them again has no effect;
/// (4) each poison event becomes a dead letter that names its cause;
/// (5) the keys are mended: what was refused is redriven, what can never be applied is discarded.
/// </summary>
internal sealed class PoisonTrial(
    FleetClient fleet, LetterDesk desk, int first, int healthy, int poison, int rounds)
{
    public const string Refused = "refused";
    public const string Unknown = "unknown_family";

    private const string Policy = "lease";
    private const int ReadingClient = 1;
    private const int Importer = 2;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LogClient _log = new(fleet);
    private readonly WriteClient _reads = new(fleet);
    private int _turn;

    public History History { get; } = new();

    private IEnumerable<int> Spoiled => Enumerable.Range(first + healthy, poison);

    public async Task<PoisonOutcome> RunAsync(Action<string, int> show, CancellationToken ct)
    {
        var known = (await desk.ListAsync(ct)).Select(letter => letter.Id).ToHashSet();
        show("reading into the cache", 0);
        foreach (var id in Enumerable.Range(first, healthy + poison)) await ReadAsync(id, ct);
        try
        {
            foreach (var id in Spoiled) await SpoilAsync(id, spoiled: true, ct);
            return await PoisonAsync(known, show, ct);
        }
        finally
        {
            foreach (var id in Spoiled) await SpoilAsync(id, spoiled: false, CancellationToken.None);
        }
    }

    private async Task<PoisonOutcome> PoisonAsync(
        HashSet<string> known, Action<string, int> show, CancellationToken ct)
    {
        var echoes = new EchoTrial(fleet, first, rounds);
        await echoes.BeginAsync(ct);
        // The letters carry the worker's clock, which is this machine's, in whole seconds.
        var imported = DateTimeOffset.UtcNow;
        var versions = await ImportAsync(ct);
        var since = Stopwatch.StartNew();
        show("waiting for the healthy ones", 1);
        var fresh = await FreshAsync(versions, ct);
        var flowed = since.Elapsed;
        show("telling all of it again", 2);
        var echoed = await echoes.RunAsync([.. versions.Take(healthy)], ct);
        show("waiting for the dead letters", 3);
        var letters = await desk.NewAsync(known, 2 * poison, ct);
        show("redriving and discarding", 4);
        foreach (var id in Spoiled) await SpoilAsync(id, spoiled: false, ct);
        // Mended, but a letter is not tried again by itself.
        var unheard = await UnheardAsync(versions, ct);
        var refused = letters.Where(letter => letter.Reason == Refused).ToList();
        var unknown = letters.Where(letter => letter.Reason == Unknown).ToList();
        foreach (var letter in refused) await desk.RedriveAsync(letter, ct);
        foreach (var letter in unknown) await desk.DiscardAsync(letter, ct);
        var late = await LateAsync(versions, ct);
        var left = await desk.NewAsync(known, count: 0, ct);
        return new PoisonOutcome(
            fresh, flowed, LastOf(refused, imported), LastOf(unknown, imported),
            refused.Count, unknown.Count, unheard, late, left.Count, echoed);
    }

    // Whole seconds are cut off: a letter of the import's own second would seem older than it.
    private static TimeSpan? LastOf(List<Letter> letters, DateTimeOffset imported) =>
        letters.Count == 0
            ? null
            : TimeSpan.FromTicks(Math.Max(0, (letters.Max(one => one.DiedAt) - imported).Ticks));

    private async Task<IReadOnlyList<long>> ImportAsync(CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var bulk = await _log.ChangeAsync(first, healthy + poison, times: 1, ct);
        for (var at = 0; at < bulk.Versions.Count; at++)
        {
            History.Begin(first + at, bulk.Versions[at] - 1);
            History.Write(Importer, first + at, begun, bulk.Versions[at]);
        }
        await _log.PoisonAsync(poison, ct);
        return bulk.Versions;
    }

    /// <summary>How many of the healthy products are answered as they are now, in the end.</summary>
    private async Task<int> FreshAsync(IReadOnlyList<long> versions, CancellationToken ct)
    {
        var stale = Enumerable.Range(0, healthy).ToList();
        for (var since = Stopwatch.StartNew(); stale.Count > 0 && since.Elapsed < Patience;)
        {
            for (var i = stale.Count - 1; i >= 0; i--)
            {
                if (await ReadAsync(first + stale[i], ct) >= versions[stale[i]]) stale.RemoveAt(i);
            }
            await Task.Delay(BetweenLooks, ct);
        }
        return healthy - stale.Count;
    }

    // How many of the spoiled products' changes no replica has heard of.
    private async Task<int> UnheardAsync(IReadOnlyList<long> versions, CancellationToken ct)
    {
        var unheard = 0;
        foreach (var id in Spoiled)
        {
            var entry = await fleet.EntryAsync(ProductClient.Family, KeyOf(id), Policy, ct);
            if (!(entry.Invalidated >= versions[id - first])) unheard++;
        }
        return unheard;
    }

    private async Task<int> LateAsync(IReadOnlyList<long> versions, CancellationToken ct)
    {
        var since = Stopwatch.StartNew();
        int unheard;
        while ((unheard = await UnheardAsync(versions, ct)) > 0 && since.Elapsed < Patience)
            await Task.Delay(BetweenLooks, ct);
        return unheard;
    }

    private async Task<long> ReadAsync(int id, CancellationToken ct)
    {
        var replica = fleet.Replicas[_turn++ % fleet.Replicas.Count];
        var begun = Stopwatch.GetTimestamp();
        var told = await _reads.GetAsync(replica, id, ct, ("X-Cache-Policy", Policy));
        History.Read(ReadingClient, id, begun, told.Version);
        return told.Version;
    }

    private Task SpoilAsync(int id, bool spoiled, CancellationToken ct) =>
        _log.SpoilAsync(ProductClient.Family, KeyOf(id), Policy, spoiled, ct);

    private static string KeyOf(int id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Fresh">Healthy products that were answered as they are.</param>
/// <param name="Flowed">How long that took after the import.</param>
/// <param name="RefusedAfter">When the last spoiled key was given up, after the import.</param>
/// <param name="UnknownAfter">The same of the family that nobody has.</param>
/// <param name="Refused">Dead letters of spoiled keys.</param>
/// <param name="Unknown">Dead letters of the family that nobody has.</param>
/// <param name="Unheard">Spoiled products whose change had reached nobody by then.</param>
/// <param name="Late">The same after the letters had been redriven.</param>
/// <param name="Left">Dead letters at the end.</param>
/// <param name="Echoed">What came of events that told of nothing new.</param>
internal sealed record PoisonOutcome(
    int Fresh, TimeSpan Flowed, TimeSpan? RefusedAfter, TimeSpan? UnknownAfter, int Refused, int Unknown,
    int Unheard, int Late, int Left, EchoOutcome Echoed);
