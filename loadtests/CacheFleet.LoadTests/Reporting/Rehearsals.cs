using System.Text.RegularExpressions;

namespace CacheFleet.LoadTests.Reporting;

/// <summary>The runs of the lab that a runbook tells its reader to rehearse it with.</summary>
public static partial class Rehearsals
{
    /// <summary>
    /// The words after <c>./lab.sh run</c> of each, in order: names, then options.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(string runbook) =>
        [.. Line().Matches(runbook).Select(match => match.Groups[1].Value.Split(' '))];

    [GeneratedRegex("`\\./lab\\.sh run ([^`]+)`")]
    private static partial Regex Line();
}
