using System.Globalization;
using CacheFleet.Caching;
using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>Lets a request pick a policy, a gate, and what shall go wrong, by its headers.</summary>
internal sealed class HeaderChoice : IReadChoice
{
    public const string PolicyHeader = "X-Cache-Policy";
    public const string GateHeader = "X-Lab-Gate";
    public const string DelayHeader = "X-Lab-Second-Delete-Ms";
    public const string AnnounceHeader = "X-Lab-Announce";
    public const string FaultHeader = "X-Lab-Write-Fault";

    private const string AfterCommit = "after-commit";

    public CacheKey<TKey, T> Choose<TKey, T>(HttpContext context, CacheKey<TKey, T> key)
        where TKey : notnull
    {
        var headers = context.Request.Headers;
        if (headers.TryGetValue(GateHeader, out var gate))
            LabGates.HoldThisRequestAt(gate.ToString());
        if (headers.TryGetValue(AnnounceHeader, out var announce) && announce.ToString() == AfterCommit)
            LabWrites.AnnounceAfterCommit();
        ApplyFault(headers);
        return headers.TryGetValue(PolicyHeader, out var policy)
            ? key.Under(Known(key.Family, policy.ToString()))
            : key;
    }

    public static void ApplyFault(IHeaderDictionary headers)
    {
        if (headers.TryGetValue(FaultHeader, out var fault))
            LabWrites.FailWith(FaultOf(fault.ToString()));
    }

    public SecondDelete? Delay(HttpContext context, SecondDelete? owed)
    {
        if (owed is null || !context.Request.Headers.TryGetValue(DelayHeader, out var text))
            return owed;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds is >= 1 and <= 600_000
                ? owed with { After = Ttl.Of(TimeSpan.FromMilliseconds(milliseconds)) }
                : throw ProblemException.BadField(DelayHeader, $"is '{text}'; it is between 1 and 600000.");
    }

    private static WriteFault FaultOf(string text) => text switch
    {
        "refused" => WriteFault.Refused,
        "lost-request" => WriteFault.LostRequest,
        "lost-answer" => WriteFault.LostAnswer,
        _ => throw ProblemException.BadField(
            FaultHeader, $"is '{text}'; it is one of refused, lost-request, lost-answer."),
    };

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
