using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheFleet.Catalog.Api.Http;

/// <summary>
/// A row's version as an entity tag, <c>"v7"</c>, and the conditions on it (RFC 9110, 13).
/// </summary>
internal static class EntityTag
{
    public static string Of(long version) =>
        string.Create(CultureInfo.InvariantCulture, $"\"v{version}\"");

    /// <summary>Whether the client already has it (If-None-Match compares weakly).</summary>
    /// <remarks>Tags stand in quotes and hold none, so that a tag found in the list is one of its
    /// tags.</remarks>
    public static bool IsKnownTo(HttpRequest request, string tag)
    {
        var known = request.Headers.IfNoneMatch;
        if (StringValues.IsNullOrEmpty(known))
            return false;
        foreach (var list in known)
        {
            if (list is not null && (list == "*" || list.Contains(tag, StringComparison.Ordinal)))
                return true;
        }
        return false;
    }

    /// <summary>The versions that If-Match allows; null if it allows any.</summary>
    /// <exception cref="ProblemException">The header cannot be read (400).</exception>
    public static IReadOnlyCollection<long>? Allowed(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (StringValues.IsNullOrEmpty(header))
            return null;
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags))
        {
            throw ProblemException.BadField(
                "If-Match", "is a list of entity tags like \"v7\", or *.");
        }
        if (tags.Contains(EntityTagHeaderValue.Any))
            return null;
        // A weak tag, or one that is none of ours, matches nothing.
        return [.. tags.Where(t => !t.IsWeak).Select(VersionOf).OfType<long>()];
    }

    private static long? VersionOf(EntityTagHeaderValue tag)
    {
        var text = tag.Tag.AsSpan().Trim('"');
        return text is ['v', .. var digits] && long.TryParse(
            digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? version
                : null;
    }
}
