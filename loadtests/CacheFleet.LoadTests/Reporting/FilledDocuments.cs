using System.Text.RegularExpressions;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Reporting;

/// <summary>
/// Puts the figures of a run into documents, between marks that are invisible when they are read:
/// <c>&lt;!-- lab:race/forced A3 after --&gt;…&lt;!-- /lab --&gt;</c> takes the proof of A3 that scenario
/// race gives in its mode forced.
/// </summary>
public static partial class FilledDocuments
{
    /// <summary>
    /// Fills every Markdown file under the folder; the marks for which no result has a figure, which
    /// stay as they are.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FillAsync(
        string folder, IReadOnlyList<ScenarioResult> results, CancellationToken ct)
    {
        var missing = new List<string>();
        if (!Directory.Exists(folder)) return missing;
        foreach (var file in Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, ct);
            var filled = Fill(text, results, missing);
            if (filled != text) await File.WriteAllTextAsync(file, filled, ct);
        }
        return missing;
    }

    /// <summary>
    /// The marks of a document: scenario, mode (empty without), requirement, side.
    /// </summary>
    public static IEnumerable<(string Scenario, string Mode, string Id, string Side)> Marks(string text) =>
        Mark().Matches(text).Select(mark => (
            mark.Groups["scenario"].Value, mark.Groups["mode"].Value, mark.Groups["id"].Value,
            mark.Groups["side"].Value));

    public static string Fill(string text, IReadOnlyList<ScenarioResult> results, List<string> missing) =>
        Mark().Replace(text, mark =>
        {
            if (Find(mark, results) is { } figure)
            {
                return mark.Groups["open"].Value
                    + figure.Replace("|", "\\|", StringComparison.Ordinal) + "<!-- /lab -->";
            }
            missing.Add(mark.Groups["open"].Value);
            return mark.Value;
        });

    private static string? Find(Match mark, IReadOnlyList<ScenarioResult> results)
    {
        var proof = results
            .Where(result => result.Scenario == mark.Groups["scenario"].Value
                && result.Findings.Mode == mark.Groups["mode"].Value)
            .SelectMany(result => result.Findings.Proofs)
            .LastOrDefault(proof => proof.Id == mark.Groups["id"].Value);
        return mark.Groups["side"].Value == "before" ? proof?.Before : proof?.After;
    }

    [GeneratedRegex("(?<open><!-- lab:(?<scenario>[a-z-]+)(/(?<mode>[a-z-]+))? (?<id>[A-F][0-9]+) "
        + "(?<side>before|after) -->)(?<figure>[^<]*)<!-- /lab -->")]
    private static partial Regex Mark();
}
