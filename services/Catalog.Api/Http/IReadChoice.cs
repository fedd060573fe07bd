using CacheFleet.Caching;

namespace CacheFleet.Catalog.Api.Http;

/// <summary>Which policy a request reads under.</summary>
internal interface IReadChoice
{
    CacheKey<TKey, T> Choose<TKey, T>(HttpContext context, CacheKey<TKey, T> key)
        where TKey : notnull;
}

/// <summary>The family's own, whatever the request says: outside of a lab nobody chooses.</summary>
internal sealed class OwnPolicy : IReadChoice
{
    public CacheKey<TKey, T> Choose<TKey, T>(HttpContext context, CacheKey<TKey, T> key)
        where TKey : notnull => key;
}
