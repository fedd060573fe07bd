using System.Xml.Linq;

namespace CacheFleet.Tidy.Tests.Dependencies;

/// <summary>A project and what its file asks for.</summary>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => Path.Split('/')[0];

    public static IReadOnlyList<ProjectFile> All { get; } =
        [.. RepositoryFiles.EndingIn(".csproj").Select(ReadFile)];

    public static ProjectFile Called(string name) => All.Single(project => project.Name == name);

    /// <summary>As theory data: one case for each project of a folder.</summary>
    public static TheoryData<string> In(string folder) =>
        [.. All.Where(project => project.Folder == folder).Select(project => project.Name)];

    private static ProjectFile ReadFile(string path)
    {
        var xml = XDocument.Parse(RepositoryFiles.Read(path));
        IEnumerable<string> Included(string element) => xml.Descendants(element)
            .Select(e => (string?)e.Attribute("Include") ?? "").Where(name => name.Length > 0);
        return new ProjectFile(
            path,
            [.. Included("ProjectReference").Select(r => System.IO.Path.GetFileNameWithoutExtension(r))],
            [.. Included("PackageReference")]);
    }
}
