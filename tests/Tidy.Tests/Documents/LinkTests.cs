using System.Text.RegularExpressions;

namespace CacheFleet.Tidy.Tests.Documents;

public sealed partial class LinkTests
{
    public static TheoryData<string> Documents => [.. RepositoryFiles.EndingIn(".md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_and_picture_of_a_document_leads_somewhere(string document)
    {
        var broken = Link().Matches(WithoutCode(RepositoryFiles.Read(document)))
            .Select(match => match.Groups["to"].Value)
            .Where(target => !target.Contains("://") && !target.StartsWith("mailto:"))
            .Where(target => !Leads(document, target));

        Assert.Empty(broken);
    }

    private static bool Leads(string document, string target)
    {
        var parts = target.Split('#', 2);
        var folder = Path.GetDirectoryName(document) ?? "";
        var path = parts[0].Length == 0
            ? document
            : Path.GetRelativePath(".", Path.Combine(folder, Uri.UnescapeDataString(parts[0])));
        return RepositoryFiles.Has(path)
            && (parts.Length == 1 || !path.EndsWith(".md") || Anchors(path).Contains(parts[1]));
    }

    // A heading's anchor: in lower case, blanks as hyphens, without whatever is neither letter, digit nor hyphen.
    private static IEnumerable<string> Anchors(string document) => RepositoryFiles.Lines(document)
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutCode(string text) => Code().Replace(text, "");

    [GeneratedRegex("""(\]\(|(src|href)=")(?<to>[^)\s"]+)""")]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchors();
}
