using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>What is left of the faults so far, once nobody writes and the fleet is healthy.</summary>
/// <param name="LostWrites">
/// Acknowledged writes that their row does not have: it is older, or has other content at that
/// version.
/// </param>
/// <param name="LostEvents">
/// Committed versions, acknowledged or not, of which no replica has heard by the log.
/// </param>
/// <param name="StaleEntries">Entries of the shared store that are older than their row.</param>
/// <param name="StaleAnswers">Products that some replica answers older than their row.</param>
internal sealed record Aftermath(int LostWrites, int LostEvents, int StaleEntries, int StaleAnswers)
{
    public int StaleKeys => Math.Max(StaleEntries, StaleAnswers);

    public bool IsClean => this is { LostWrites: 0, LostEvents: 0, StaleEntries: 0, StaleAnswers: 0 };
}

/// <summary>Looks at every row, every entry and every replica's answer.</summary>
internal sealed class Examination(FleetClient fleet, ProductRange products, FaultLoad load, LogWatch log)
{
    private const int AtOnce = 16;

    private readonly WriteClient _client = new(fleet);

    /// <summary>Looks until all is clean, or so long; the last look counts.</summary>
    public async Task<Aftermath> WaitAsync(TimeSpan patience, CancellationToken ct)
    {
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var found = await LookAsync(ct);
            if (found.IsClean || since.Elapsed > patience) return found;
        }
    }

    public async Task<Aftermath> LookAsync(CancellationToken ct)
    {
        await log.TakeAsync(ct);
        var acknowledged = load.History.Newest();
        var (lostWrites, lostEvents, staleEntries, staleAnswers) = (0, 0, 0, 0);
        var busy = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
        await Parallel.ForEachAsync(products.Keys, busy, async (key, cancellation) =>
        {
            var row = await _client.RowAsync(products.First + key, cancellation);
            var hasOther = load.Acknowledged.TryGetValue((key, row.Version), out var price)
                && price != row.PriceCents;
            if (row.Version < acknowledged[key] || hasOther)
                Interlocked.Increment(ref lostWrites);
            Interlocked.Add(ref lostEvents, log.Unheard(products.IdOf(key), row.Version));
            var entry = await fleet.EntryAsync("product", products.IdOf(key), "default", cancellation);
            if (entry.Version < row.Version)
                Interlocked.Increment(ref staleEntries);
            var answers = await Task.WhenAll(fleet.Replicas.Select(
                replica => _client.GetAsync(replica, products.First + key, cancellation)));
            if (answers.Any(answer => answer.Version < row.Version))
                Interlocked.Increment(ref staleAnswers);
        });
        return new Aftermath(lostWrites, lostEvents, staleEntries, staleAnswers);
    }
}
