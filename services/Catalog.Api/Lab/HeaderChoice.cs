using CacheFleet.Caching;
using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>Lets a request pick a policy and a gate by its headers.</summary>
internal sealed class HeaderChoice : IReadChoice
{
    public const string PolicyHeader = "X-Cache-Policy";
    public const string GateHeader = "X-Lab-Gate";

    public CacheKey<TKey, T> Choose<TKey, T>(HttpContext context, CacheKey<TKey, T> key)
        where TKey : notnull
    {
        var headers = context.Request.Headers;
        if (headers.TryGetValue(GateHeader, out var gate))
            LabGates.HoldThisRequestAt(gate.ToString());
        return headers.TryGetValue(PolicyHeader, out var policy)
            ? key.Under(Known(key.Family, policy.ToString()))
            : key;
    }

    private static PolicyName Known(CacheFamily family, string policy)
    {
        foreach (var known in family.Policies)
        {
            if (known.Name.ToString() == policy)
                return known.Name;
        }
        throw ProblemException.BadField(PolicyHeader,
            $"is '{policy}'; family '{family.Name}' knows "
            + $"{string.Join(", ", family.Policies.Select(p => p.Name))}.");
    }
}
