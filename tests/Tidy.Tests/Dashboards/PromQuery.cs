using System.Text.Json;
using System.Text.RegularExpressions;

namespace CacheFleet.Tidy.Tests.Dashboards;

/// <summary>A PromQL expression: the metrics and the labels that it speaks of.</summary>
internal sealed partial record PromQuery(string Where, string Text)
{
    private static readonly HashSet<string> Words =
        ["and", "or", "unless", "bool", "offset", "on", "ignoring", "group_left", "group_right", "inf", "nan"];

    /// <summary>Every query of a rules file or of a Grafana dashboard.</summary>
    public static IEnumerable<PromQuery> In(string path) => path.EndsWith(".json", StringComparison.Ordinal)
        ? InDashboard(path)
        : InRules(RepositoryFiles.Lines(path)).Select(text => new PromQuery(path, text));

    public IEnumerable<string> Metrics() => Name().Matches(Aside().Replace(Text, " "))
        .Select(match => match.Value).Where(word => !Words.Contains(word));

    public IEnumerable<string> Labels() => Grouping().Matches(Text)
        .SelectMany(match => match.Groups["labels"].Value.Split(','))
        .Concat(Matcher().Matches(Text).Select(match => match.Groups["label"].Value))
        .Select(label => label.Trim()).Where(label => label.Length > 0);

    private static IEnumerable<PromQuery> InDashboard(string path)
    {
        using var dashboard = JsonDocument.Parse(RepositoryFiles.Read(path));
        return [.. Expressions(dashboard.RootElement).Select(text => new PromQuery(path, text))];
    }

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member is { Name: "expr", Value.ValueKind: JsonValueKind.String }
                ? [member.Value.GetString()!]
                : Expressions(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    // "expr: one line", or a block: every following line that is further in.
    private static IEnumerable<string> InRules(string[] lines)
    {
        for (var at = 0; at < lines.Length; at++)
        {
            if (Expression().Match(lines[at]) is not { Success: true } match)
                continue;
            var column = match.Groups["indent"].Length;
            var block = lines.Skip(at + 1)
                .TakeWhile(line => line.Length == 0 || line.TakeWhile(c => c == ' ').Count() > column);
            yield return match.Groups["text"].Value is "|" or ">-"
                ? string.Join('\n', block)
                : match.Groups["text"].Value;
        }
    }

    [GeneratedRegex(@"^(?<indent>\s*(- )?)expr: (?<text>.+)$")]
    private static partial Regex Expression();

    // Strings, selectors, ranges and label lists name no metric.
    [GeneratedRegex(@"\b(by|without|on|ignoring)\s*\([^)]*\)|\{[^}]*\}|\[[^\]]*\]|""[^""]*""")]
    private static partial Regex Aside();

    // Not a function (a parenthesis follows), not a number's suffix.
    [GeneratedRegex(@"(?<![\w:.])[a-zA-Z_:][\w:]*\b(?!\s*\()(?![\w:])")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b(by|without|on|ignoring)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"[{,]\s*(?<label>\w+)\s*(=|!)")]
    private static partial Regex Matcher();
}
