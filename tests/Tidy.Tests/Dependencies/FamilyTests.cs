using CacheFleet.Caching;
using CacheFleet.Catalog.Api;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Tidy.Tests.Dependencies;

public sealed class FamilyTests
{
    // Two services that may not know each other must still speak of the same entries.
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task The_worker_invalidates_exactly_the_entries_that_a_replica_caches(
        bool lab, bool compare)
    {
        await using var replica = CatalogApp.Build(
        [
            $"--CacheFleet:Lab={lab}", $"--CacheFleet:Compare={compare}", "--urls=http://127.0.0.1:0",
            "--ConnectionStrings:catalog=Host=127.0.0.1", "--ConnectionStrings:redis=127.0.0.1:1",
        ]);
        var cached = replica.Services.GetServices<IFamilySource>()
            .SelectMany(source => source.Families).Select(family => family.Id);

        Assert.Equal(cached.Select(Describe).Order(), OfTheWorker(lab && compare).Select(Describe).Order());
    }

    private static string Describe(FamilyId family) =>
        $"{family.Name} {family.SchemaVersion}: {string.Join(' ', family.Policies.Select(p => p.ToString()).Order())}";

    private static FamilyId[] OfTheWorker(bool compared) => (FamilyId[])System.Reflection.Assembly
        .Load("CacheFleet.Invalidation.Worker")
        .GetType("CacheFleet.Invalidation.Worker.WorkerServices", throwOnError: true)!
        .GetMethod("Families", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
        .Invoke(null, [compared])!;
}
