namespace CacheFleet.LoadTests.Tests.FakeFleet;

/// <summary>
/// A fleet in this process that keeps the HTTP contract honestly, so that the scenarios are tested
/// against a cache that has a known fault, and against one that has not.
/// </summary>
public sealed class Fakes : IAsyncDisposable
{
    private readonly List<FakeReplica> _replicas = [];

    private Fakes(FakeStore store) => Store = store;

    public FakeStore Store { get; }

    public Uri Target => _replicas[0].Address;

    public static async Task<Fakes> StartAsync(
        int replicas = 3, bool refusesOldFills = false, bool hasLab = true)
    {
        var fleet = new Fakes(new FakeStore { RefusesOldFills = refusesOldFills });
        for (var i = 1; i <= replicas; i++)
        {
            fleet._replicas.Add(await FakeReplica.StartAsync(
                $"fake-{i}", fleet.Store, hasLab, () => fleet._replicas));
        }
        return fleet;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas) await replica.DisposeAsync();
    }
}
