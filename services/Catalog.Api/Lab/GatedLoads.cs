using CacheFleet.Caching;
using CacheFleet.Catalog.Api.Origin;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>
/// After the origin has answered, a load waits at the gate that its request named.
/// </summary>
internal sealed class GatedLoads(LabGates gates) : ILoadSeam
{
    public Loader<TKey, T> Around<TKey, T>(Loader<TKey, T> load) => async (id, cancellation) =>
    {
        var loaded = await load(id, cancellation);
        await gates.PassAsync(cancellation);
        return loaded;
    };
}
