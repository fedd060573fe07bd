using System.Globalization;
using CacheFleet.Interleavings.Tests.Exploring;
using CacheFleet.Interleavings.Tests.Reporting;

namespace CacheFleet.Interleavings.Tests;

/// <summary>Larger casts than can be explored to the end. CACHEFLEET_SEED repeats one walk of each.</summary>
public sealed class RandomTests(Report report, ITestOutputHelper output)
{
    public const string SeedVariable = "CACHEFLEET_SEED";
    public const int FirstSeed = 20_261_121;
    private const int Walks = 4_000;

    private static readonly int? OneSeed =
        int.TryParse(Environment.GetEnvironmentVariable(SeedVariable),
            CultureInfo.InvariantCulture, out var seed) ? seed : null;

    public static TheoryData<string> Guarded { get; } = [.. Large.Select(scenario => scenario.Name)];

    private static IEnumerable<Scenario> Large =>
        from policy in new[] { Policies.Lease, Policies.Version, Policies.Swr, Policies.SingleFlight }
        select Crowd(policy);

    [Theory]
    [MemberData(nameof(Guarded))]
    public void No_seed_leaves_stale_data_with_four_readers_and_three_writers(string name)
    {
        var scenario = Large.First(scenario => scenario.Name == name);
        using var random = new RandomWalks(scenario);
        var (walks, failed) = OneSeed is { } one ? random.Walk(one, 1) : random.Walk(FirstSeed, Walks);

        report.AddRandom(scenario, walks, failed, staleExpected: false);
        Assert.True(failed is null, failed is null ? null : Tell(random, failed.Value));
    }

    [Fact]
    public void A_seed_that_found_stale_data_finds_it_again()
    {
        var scenario = Crowd(Policies.Baseline);
        using var random = new RandomWalks(scenario);
        var (walks, failed) = random.Walk(FirstSeed, Walks);
        report.AddRandom(scenario, walks, failed, staleExpected: true);
        Assert.NotNull(failed);

        var first = Tell(random, failed.Value);
        output.WriteLine(first);
        Assert.Equal(first, Tell(random, failed.Value));
    }

    private static Scenario Crowd(Caching.EntryPolicy policy) =>
        new($"{policy.Name}, 4 readers twice each, 3 writers, in 2 processes", policy)
        {
            Readers = 4,
            ReadsEach = 2,
            Writers = 3,
            Processes = 2,
            Mishaps = Mishaps.All,
            MostMishaps = 4,
        };

    private static string Tell(RandomWalks random, int seed) =>
        $"{SeedVariable}={seed} repeats this:{Environment.NewLine}{random.Walk(seed).Schedule.Tell()}";
}
