using CacheFleet.Caching;

namespace CacheFleet.Catalog.Api.Origin;

/// <summary>Where the lab may hold a read between its origin read and its fill.</summary>
internal interface ILoadSeam
{
    Loader<TKey, T> Around<TKey, T>(Loader<TKey, T> load);
}

/// <summary>Nothing in between: what a replica outside of a lab has.</summary>
internal sealed class NoLoadSeam : ILoadSeam
{
    public Loader<TKey, T> Around<TKey, T>(Loader<TKey, T> load) => load;
}
