using CacheFleet.Caching.Invalidating;

namespace CacheFleet.Catalog.Api.Origin;

/// <summary>Where the lab sees a change pass: committed here, and heard of from the log.</summary>
internal interface IChangeWatch
{
    void Committed(EntityChanged change);

    void Logged(EntityChanged change);
}

/// <summary>Nobody watches: what a replica outside of a lab has.</summary>
internal sealed class NoChangeWatch : IChangeWatch
{
    public void Committed(EntityChanged change)
    {
    }

    public void Logged(EntityChanged change)
    {
    }
}
