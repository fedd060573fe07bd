using Microsoft.Extensions.Primitives;

namespace CacheFleet.Caching;

/// <summary>Makes one key of all queries that mean the same, and different keys of those that do not.</summary>
/// <remarks>
/// 1. Only declared parameters count: <c>utm_source</c> and whatever else people append change no response.
/// 2. Names are lower case and in alphabetical order, however they came.
/// 3. An empty value is an absent one. So is a parameter's default.
/// 4. Which of several values count, and whether their case does, the parameter says.
/// 5. What could be taken for a separator is escaped, so that no two queries share a key by accident.
/// 6. A value that is longer than declared, or a key that would be too long, is none: the caller answers without the
///    cache, or not at all; nobody fills the cache with made-up keys of a megabyte.
/// </remarks>
public sealed class QueryKeys
{
    /// <summary>The key of a query in which nothing counts.</summary>
    public const string All = "all";

    private const string Separators = "&=,";

    private readonly QueryParameter[] _parameters;

    /// <summary>Declares the parameters that change the response.</summary>
    /// <exception cref="ArgumentException">One is declared twice.</exception>
    public QueryKeys(params IEnumerable<QueryParameter> parameters)
    {
        _parameters = [.. parameters.OrderBy(p => p.Name, StringComparer.Ordinal)];
        var twice = _parameters.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"Parameter '{twice.Key}' is declared twice.");
    }

    /// <summary>The key of a query; false if it has none, being too long.</summary>
    /// <param name="query">A request's query, say.</param>
    /// <param name="key">Fit for <see cref="KeyFormat.Text"/>.</param>
    public bool TryMake(IEnumerable<KeyValuePair<string, StringValues>> query, out string key)
    {
        key = All;
        var given = query.ToLookup(
            pair => pair.Key.ToLowerInvariant(), pair => pair.Value);
        var parts = new List<string>(_parameters.Length);
        foreach (var parameter in _parameters)
        {
            var values = Values(parameter, given[parameter.Name].SelectMany(v => v.ToArray()));
            if (values.Any(value => value.Length > parameter.MaxLength))
                return false;
            if (values.Length > 0 && !(values.Length == 1 && values[0] == Default(parameter)))
                parts.Add($"{parameter.Name}={string.Join(',', values.Select(Escape))}");
        }

        if (parts.Count > 0)
            key = string.Join('&', parts);
        return key.Length <= KeyText.LongestKey;
    }

    private static string[] Values(QueryParameter parameter, IEnumerable<string?> given)
    {
        var values = given.Where(value => !string.IsNullOrEmpty(value))
            .Select(value => Fold(parameter, value!));
        return parameter.Repeated switch
        {
            Repeated.First => [.. values.Take(1)],
            Repeated.Last => [.. values.TakeLast(1)],
            Repeated.Set => [.. values.Distinct().Order(StringComparer.Ordinal)],
            _ => [.. values],
        };
    }

    private static string? Default(QueryParameter parameter) =>
        parameter.Default is null ? null : Fold(parameter, parameter.Default);

    private static string Fold(QueryParameter parameter, string value) =>
        parameter.IgnoresCase ? value.ToLowerInvariant() : value;

    private static string Escape(string value) => KeyEscape.Rewrite(value, Separators);
}
