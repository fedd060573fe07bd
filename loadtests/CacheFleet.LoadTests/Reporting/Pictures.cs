using System.Globalization;
using System.Text.RegularExpressions;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Reporting;

/// <summary>
/// Draws the charts that documents show: <c>results/charts/race.free.0.svg</c> is the first chart of
/// scenario race in its mode free, out of the recorded run.
/// </summary>
public static partial class Pictures
{
    /// <summary>
    /// Draws those that any Markdown file under the folder shows; the ones for which no result has a
    /// chart, which stay as they are.
    /// </summary>
    public static async Task<IReadOnlyList<string>> DrawAsync(
        string documents, IReadOnlyList<ScenarioResult> results, CancellationToken ct)
    {
        var missing = new List<string>();
        if (!Directory.Exists(documents)) return missing;
        var folder = Path.Combine(documents, "results", "charts");
        Directory.CreateDirectory(folder);
        var texts = Directory.EnumerateFiles(documents, "*.md", SearchOption.AllDirectories)
            .Select(File.ReadAllText);
        foreach (var picture in texts.SelectMany(text => Shown().Matches(text)).DistinctBy(one => one.Value))
        {
            if (Find(picture, results) is { } chart)
                await File.WriteAllTextAsync(Path.Combine(folder, NameOf(picture)), SvgChart.Draw(chart), ct);
            else
                missing.Add(NameOf(picture));
        }
        return missing;
    }

    /// <summary>The names of the pictures that a document shows.</summary>
    public static IEnumerable<string> ShownIn(string document) =>
        Shown().Matches(document).Select(NameOf);

    private static Chart? Find(Match picture, IReadOnlyList<ScenarioResult> results) => results
        .LastOrDefault(result => result.Scenario == picture.Groups["scenario"].Value
            && result.Findings.Mode == picture.Groups["mode"].Value)
        ?.Findings.Charts.ElementAtOrDefault(
            int.Parse(picture.Groups["number"].Value, CultureInfo.InvariantCulture));

    private static string NameOf(Match picture) => Path.GetFileName(picture.Value);

    [GeneratedRegex(@"results/charts/(?<scenario>[a-z-]+)(\.(?<mode>[a-z-]+))?\.(?<number>[0-9])\.svg")]
    private static partial Regex Shown();
}
