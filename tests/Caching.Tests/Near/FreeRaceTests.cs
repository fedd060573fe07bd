namespace CacheFleet.Caching.Tests.Near;

public sealed class FreeRaceTests
{
    private const long Key = 1;
    private const int Writes = 2_000;
    private const int TimeLimit = 60_000;

    private long _toldOf;
    private long _nearHits;

    // Mutant caught: Coalescing.Forget does nothing.
    [Fact(Timeout = TimeLimit)]
    public async Task No_read_that_begins_after_an_invalidation_has_returned_answers_from_before_it()
    {
        using var fleet = new Fleet();
        fleet.Hold = async _ => await Task.Yield();
        fleet.Commit(Key, 1);
        using var stop = new CancellationTokenSource();
        var readers = new[] { fleet.A, fleet.A, fleet.B, fleet.B }
            .Select(node => Task.Run(() => ReadOnAsync(node, stop.Token))).ToArray();
        for (var version = 2; version <= Writes; version++)
        {
            fleet.Commit(Key, version);
            // Every other one does not know its version, as a delete by key alone does not.
            await (version % 3 == 0 ? fleet.A : fleet.B)
                .InvalidateAsync(version % 2 == 0 ? version : 0, Key);
            Volatile.Write(ref _toldOf, version);
            // A zero counts only if the danger was there: what is kept must be answered in between.
            while (Volatile.Read(ref _nearHits) < version / 8)
                await Task.Yield();
        }

        await stop.CancelAsync();
        Assert.Equal(0, (await Task.WhenAll(readers)).Sum());
    }

    private async Task<int> ReadOnAsync(Reading.OneCache node, CancellationToken stop)
    {
        var stale = 0;
        while (!stop.IsCancellationRequested)
        {
            var atLeast = Volatile.Read(ref _toldOf);
            var answer = await node.ReadAsync(Key, CancellationToken.None);
            if (answer.Version < atLeast)
                stale++;
            if (answer.Tier == Tier.Near)
                Interlocked.Increment(ref _nearHits);
        }

        return stale;
    }
}
