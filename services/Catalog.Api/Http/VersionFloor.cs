using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace CacheFleet.Catalog.Api.Http;

/// <summary>
/// The version below which a client does not want to be answered: what it has written or read before, from the entity
/// tag of that answer.
/// </summary>
internal static class VersionFloor
{
    public const string Header = "X-Version";

    /// <summary>The floor, 0 if there is none. As it stands in the tag, <c>"v7"</c>, or the bare number.</summary>
    /// <exception cref="ProblemException">It is no version (400).</exception>
    public static long Of(HttpRequest request)
    {
        var header = request.Headers[Header];
        if (StringValues.IsNullOrEmpty(header))
            return 0;
        var text = header.ToString().AsSpan().Trim('"');
        if (text is ['v', .. var digits])
            text = digits;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var floor)
            ? floor
            : throw ProblemException.BadField(Header, "is a version like \"v7\".");
    }

    /// <summary>Says that the database itself is behind what the client has seen.</summary>
    public static ProblemException Unmet(long version, long floor) => ProblemException.Unavailable(
        $"The database answers version {version}; you have seen {floor}. It lags: try again.");
}
