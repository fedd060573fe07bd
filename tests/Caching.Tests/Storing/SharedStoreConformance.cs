using System.Text;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Tests.Storing;

/// <summary>What every shared store must do, in memory, on a real Redis and on a real cluster.</summary>
/// <remarks>
/// A rule's comment names the mutants of the Redis scripts that it catches; ScriptMutantTests runs each of them.
/// </remarks>
public abstract partial class SharedStoreConformance
{
    private const double Never = 0;
    private static readonly TimeSpan LeaseFor = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Outlives = TimeSpan.FromMinutes(5);

    protected static CancellationToken Ended => TestContext.Current.CancellationToken;

    protected EntryKey Key { get; } = KeyCalled(Path.GetRandomFileName());

    protected abstract ISharedStore Store { get; }

    protected abstract WakeUps News { get; }

    /// <summary>The store's own clock.</summary>
    protected abstract DateTimeOffset Now { get; }

    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>Loses one entry with all that is known about it: eviction, an operator's DEL.</summary>
    protected abstract Task EvictAsync(EntryKey key);

    /// <summary>Loses everything: a restart without persistence, a failover to an empty replica.</summary>
    protected abstract Task LoseEverythingAsync();

    protected static EntryKey KeyCalled(string text)
    {
        var family = new FamilyId("conformance", 1, [new PolicyName("lease")]);
        return new KeySpaces([family]).Of(family.Name)[0].Entry(text);
    }

    protected ValueTask<Sight> LookAsync(double earlyBy = Never, bool waitsForFresh = true) =>
        Store.LookAsync(
            Key, new LookTerms(LeaseFor, earlyBy, Outlives, waitsForFresh), Ended);

    protected ValueTask<Sight> LookForTicketAsync() =>
        Store.LookAsync(Key, new LookTerms(null, Never, Outlives, WaitsForFresh: true), Ended);

    protected async Task<Lease> TakeLeaseAsync()
    {
        var sight = await LookAsync();
        Assert.True(sight.Lease is not null, $"no lease: {sight.Kind}");
        return sight.Lease.Value;
    }

    protected ValueTask<Filled> FillAsync(Lease lease, StoredEntry entry) =>
        Store.FillAsync(lease, entry, Ended);

    protected async Task StoreAsync(StoredEntry entry) =>
        Assert.Equal(Filled.Stored, await FillAsync(await TakeLeaseAsync(), entry));

    protected async Task HoldsAsync(string value)
    {
        var sight = await LookAsync();
        Assert.Equal(SightKind.Fresh, sight.Kind);
        Assert.Equal(value, TextOf(sight.Entry));
    }

    protected async Task HoldsNothingAsync() =>
        Assert.Equal(SightKind.Absent, (await Store.LookAsync(Key, Ended)).Kind);

    protected StoredEntry Entry(long version) =>
        Entry(version, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));

    protected StoredEntry Entry(
        long version, TimeSpan freshFor, TimeSpan keepFor, uint loadTime = 0) =>
        new(Encoding.UTF8.GetBytes($"v{version}"), version)
        {
            FreshUntil = (Now + freshFor).ToUnixTimeMilliseconds(),
            KeepUntil = (Now + keepFor).ToUnixTimeMilliseconds(),
            LoadTime = loadTime,
        };

    /// <summary>Past its soft TTL already, long before its hard one.</summary>
    protected StoredEntry StaleEntry(long version) =>
        Entry(version, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(60));

    protected static string TextOf(StoredEntry entry) =>
        Encoding.UTF8.GetString(entry.Payload.Span);
}
