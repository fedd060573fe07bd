namespace CacheFleet.Tidy.Tests.Dependencies;

public sealed class SolutionTests
{
    // Setup builds it alone, with a feed of its own, to find out what the feed has.
    private const string Probe = "eng/probe/Probe.csproj";

    public static TheoryData<string> TestProjects => ProjectFile.In("tests");

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = RepositoryFiles.Read("CacheFleet.sln");

        Assert.All(ProjectFile.All.Where(project => project.Path != Probe), project =>
            Assert.Contains($"\"{project.Path.Replace('/', '\\')}\"", solution));
    }

    [Fact]
    public void Every_project_in_the_solution_is_there()
    {
        var named = RepositoryFiles.Lines("CacheFleet.sln")
            .Where(line => line.StartsWith("Project(", StringComparison.Ordinal) && line.Contains(".csproj"))
            .Select(line => line.Split('"')[5].Replace('\\', '/'));

        Assert.All(named, path => Assert.True(RepositoryFiles.Has(path), path));
    }

    [Theory]
    [MemberData(nameof(TestProjects))]
    public void A_project_called_tests_has_some(string project)
    {
        if (!project.EndsWith(".Tests", StringComparison.Ordinal))
            return;
        var sources = RepositoryFiles.EndingIn(".cs").Where(path => path.StartsWith($"tests/{project}/"));

        Assert.Contains(sources, path => RepositoryFiles.Read(path) is var text
            && (text.Contains("[Fact") || text.Contains("[Theory")));
    }
}
