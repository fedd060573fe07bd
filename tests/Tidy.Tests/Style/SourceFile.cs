using System.Text.RegularExpressions;

namespace CacheFleet.Tidy.Tests.Style;

/// <summary>A C# file as dotnet format leaves it: a member's braces stand alone, in the member's own column.</summary>
internal sealed partial record SourceFile(string Path, string[] Lines)
{
    public static IReadOnlyList<SourceFile> All { get; } =
        [.. RepositoryFiles.EndingIn(".cs").Select(path => new SourceFile(path, RepositoryFiles.Lines(path)))];

    public bool IsIn(params string[] folders) =>
        folders.Any(folder => Path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Where each member's block begins and how many lines it has.</summary>
    public IEnumerable<(int Line, int Length)> Blocks()
    {
        for (var open = 1; open < Lines.Length; open++)
        {
            if (Lines[open].Trim() != "{" || Column(open) is 0 || !IsMember(open))
                continue;
            var close = Array.FindIndex(Lines, open, line => line.Length > 0
                && line.TakeWhile(char.IsWhiteSpace).Count() == Column(open) && line.TrimStart()[0] == '}');
            yield return (open, close - open - 1);
            open = close;
        }
    }

    /// <summary>The names of the methods that xunit runs.</summary>
    public IEnumerable<string> TestNames() => TestMethod().Matches(string.Join('\n', Lines))
        .Select(match => match.Groups["name"].Value);

    private int Column(int line) => Lines[line].TakeWhile(char.IsWhiteSpace).Count();

    // A type's block is no member, nor is an enum's; the header may have several lines.
    private bool IsMember(int open)
    {
        var first = open - 1;
        while (first > 0 && Column(first) > Column(open) && Lines[first].Length > 0)
            first--;
        return !TypeHeader().IsMatch(Lines[first]);
    }

    [GeneratedRegex(@"^\s*([a-z]+ )*(class|struct|record|interface|enum|namespace) ")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"\[(Fact|Theory)[^\n]*\n(\s*(\[|//)[^\n]*\n)*\s*(\w+ )*?[\w<>]+ (?<name>\w+)\(")]
    private static partial Regex TestMethod();
}
