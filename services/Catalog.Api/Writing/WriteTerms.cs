using System.Text.Json.Serialization.Metadata;
using CacheFleet.Caching;

namespace CacheFleet.Catalog.Api.Writing;

/// <summary>What belongs to one change beside the row itself.</summary>
/// <param name="Once">The request, if it shall be carried out once however often it comes.</param>
/// <param name="Owed">The second delete of the row's entry, if the policy wants one.</param>
internal sealed record WriteTerms<T>(OnceOnly<T>? Once = null, SecondDelete? Owed = null)
{
    public static WriteTerms<T> Plain { get; } = new();
}

/// <summary>A request with an idempotency key.</summary>
/// <param name="Key">What the client called it.</param>
/// <param name="Fingerprint">Of all that it asks for: the same key for something else is a mistake.</param>
/// <param name="Shape">How its answer is kept.</param>
internal sealed record OnceOnly<T>(string Key, string Fingerprint, JsonTypeInfo<T> Shape);
