using CacheFleet.Caching;

namespace CacheFleet.Catalog.Api.Http;

/// <summary>Which policy a request goes by.</summary>
internal interface IReadChoice
{
    CacheKey<TKey, T> Choose<TKey, T>(HttpContext context, CacheKey<TKey, T> key)
        where TKey : notnull;

    /// <summary>When the second delete comes that the request's policy owes.</summary>
    SecondDelete? Delay(HttpContext context, SecondDelete? owed);
}

/// <summary>The family's own, whatever the request says: outside of a lab nobody chooses.</summary>
internal sealed class OwnPolicy : IReadChoice
{
    public CacheKey<TKey, T> Choose<TKey, T>(HttpContext context, CacheKey<TKey, T> key)
        where TKey : notnull => key;

    public SecondDelete? Delay(HttpContext context, SecondDelete? owed) => owed;
}
