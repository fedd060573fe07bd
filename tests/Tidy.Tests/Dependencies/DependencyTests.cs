using System.Text.RegularExpressions;

namespace CacheFleet.Tidy.Tests.Dependencies;

/// <summary>Who may know whom, as the design has it: by what projects ask for and by what their code uses.</summary>
public sealed partial class DependencyTests
{
    private const string Heart = "Caching";

    // AddMetrics(), which registers the platform's meter factory, lies beside the abstractions.
    private const string MeterFactory = "Microsoft.Extensions.Diagnostics";

    private static readonly string[] Libraries = ["Caching", "Caching.Redis", "Caching.Postgres", "Caching.Kafka"];

    public static TheoryData<string> SeamLibraries => [.. Libraries.Where(name => name != Heart)];

    public static TheoryData<string> Services =>
        [.. ProjectFile.All.Where(p => p.Folder == "services" && !Libraries.Contains(p.Name)).Select(p => p.Name)];

    // The lab adds scenarios on servers of their own, which use the libraries (docs/adr/0014).
    private const string Lab = "CacheFleet.Lab";
    private const string LocalServers = "CacheFleet.LocalServers";

    public static TheoryData<string> LoadTests =>
        [.. ProjectFile.All.Where(p => p.Folder == "loadtests" && p.Name is not (Lab or LocalServers))
            .Select(p => p.Name)];

    [Fact]
    public void The_heart_knows_the_base_library_and_abstractions_only()
    {
        Assert.Empty(ProjectFile.Called(Heart).Projects);
        Assert.All(ProjectFile.Called(Heart).Packages, name => Assert.Matches(Abstractions(), name));
        Assert.All(BuiltAssembly.Of(Heart).References.Where(name => name != MeterFactory),
            name => Assert.Matches(Abstractions(), name));
    }

    [Theory]
    [MemberData(nameof(SeamLibraries))]
    public void A_library_around_the_heart_knows_it_and_no_other_one(string library)
    {
        Assert.Equal([Heart], ProjectFile.Called(library).Projects);
        Assert.All(Own(library), name => Assert.Equal("CacheFleet.Caching", name));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_knows_libraries_and_the_defaults_but_no_other_service(string service)
    {
        string[] allowed = [.. Libraries, "ServiceDefaults"];

        Assert.All(ProjectFile.Called(service).Projects,
            name => Assert.Contains(name.Replace("CacheFleet.", ""), allowed));
        Assert.All(Own(service), name => Assert.Contains(name.Replace("CacheFleet.", ""), allowed));
    }

    [Theory]
    [MemberData(nameof(LoadTests))]
    public void Load_tests_reach_the_fleet_over_http_only(string project)
    {
        string[] servers = ["Npgsql", "StackExchange.Redis", "Confluent.Kafka", "Aspire."];
        var names = BuiltAssembly.Of(project).References.Concat(ProjectFile.Called(project).Packages);

        Assert.Empty(ProjectFile.Called(project).Projects);
        Assert.Empty(Own(project));
        Assert.All(names, name => Assert.DoesNotContain(servers, name.StartsWith));
    }

    // Protocol.Node is a program that a scenario starts and speaks to; the lab's code uses nothing of it.
    [Fact]
    public void The_lab_knows_the_load_tests_and_the_libraries_but_no_service() =>
        Assert.All(ProjectFile.Called(Lab).Projects, name => Assert.Contains(name,
            (string[])[.. Libraries, "CacheFleet.LoadTests", LocalServers, "Protocol.Node"]));

    [Fact]
    public void Servers_of_ones_own_know_nothing_of_the_product() =>
        Assert.Empty(ProjectFile.Called(LocalServers).Projects);

    [Fact]
    public void Only_the_worker_publishes_events()
    {
        string[] publishing = ["EventPublisher.PublishAsync", "IProducer`2.Produce", "IProducer`2.ProduceAsync"];
        string[] projects = [.. ProjectFile.All.Where(p => p.Folder == "services").Select(p => p.Name)];

        var publishers = projects.Where(project => BuiltAssembly.Of(project).Calls.Overlaps(publishing));

        // Caching.Kafka is the means, the worker the only one to use it.
        Assert.Equal(["Caching.Kafka", "Invalidation.Worker"], publishers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_api_replica_follows_the_topic_and_has_no_producer() =>
        Assert.DoesNotContain(BuiltAssembly.Of("Catalog.Api").Calls,
            call => call.Contains("Producer", StringComparison.Ordinal));

    [Fact]
    public void Nothing_of_the_product_depends_on_a_test() =>
        Assert.All(ProjectFile.All.Where(project => project.Folder != "tests"), project =>
            Assert.DoesNotContain(project.Projects, name => name is "Testing" || name.EndsWith(".Tests")));

    private static IEnumerable<string> Own(string project) => BuiltAssembly.Of(project).References
        .Where(name => name.StartsWith("CacheFleet.", StringComparison.Ordinal));

    [GeneratedRegex(@"^(System(\..+)?|netstandard|Microsoft\.Extensions\.(.+\.Abstractions|Options|Primitives))$")]
    private static partial Regex Abstractions();
}
