using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CacheFleet.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Tests;

/// <summary>
/// The observer beside a real log, Redis and a replica's memory, which are made to miss a delete.
/// </summary>
public sealed class ConsistencyObserverTests(Servers servers)
{
    private const string Id = "observed";

    private static readonly string[] Windows =
        ["--CacheFleet:Invalidation:ObserveAfterSeconds:0=1", "--CacheFleet:Invalidation:ObserveAfterSeconds:1=2"];

    // Mutants: a check that asks Redis only; one that takes an entry's age for its version.
    [Fact]
    public async Task A_dropped_delete_is_reported_wherever_it_is_missing_and_a_healthy_fleet_reports_none()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var replica = new DeafReplica(servers, fleet, withFeed: false);
        await using var endpoint = await MemoryEndpointAsync(replica);
        using var counts = new Counts();
        await using var worker = await RunningWorker.StartAsync(fleet.Settings(Windows));
        await ObservesAsync(fleet, counts);
        for (var change = 0; change < 30; change++)
            await fleet.ChangeProductAsync(1 + change);
        await Eventually.IsTrueAsync(() => counts.Of("observations", "2s") >= 30, "the healthy ones were looked for");
        Assert.Equal(0, counts.Of("inconsistencies"));

        var version = await fleet.ChangeProductAsync(71);
        await fleet.IsDrainedAsync();
        await fleet.IsGoneAsync(71);
        await fleet.FillAsync(71, version - 1, keepFor: TimeSpan.FromMinutes(5));
        await replica.ReadAsync(72);
        await fleet.ChangeProductAsync(72);

        await Eventually.IsTrueAsync(
            () => counts.Of("inconsistencies", "2s", "shared") > 0 && counts.Of("inconsistencies", "1s", "near") > 0
                && counts.Of("inconsistencies", "2s", "near") > 0, "both drops were reported");
    }

    // The follower sits at the end of the log some time after the start: changes until it has seen
    // one.
    private static Task ObservesAsync(Fleet fleet, Counts counts) => Eventually.IsTrueAsync(
        async () =>
        {
            await fleet.ChangeProductAsync(99);
            await Task.Delay(200);
            return counts.Of("observations", "1s") > 0;
        }, "the observer has begun");

    // As a replica of the catalogue has it; registered as that one registers itself.
    private async Task<WebApplication> MemoryEndpointAsync(DeafReplica replica)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/memory", (Question asked) => new
        {
            versions = asked.Entries
                .Select(entry => (entry, versions: replica.Contents.VersionsOf("product", entry["product:".Length..])))
                .Where(held => held.versions.Any())
                .ToDictionary(held => held.entry, held => held.versions.Min()),
        });
        await app.StartAsync();
        var redis = servers.Connection.GetDatabase();
        await redis.SetAddAsync("cachefleet:instances", Id);
        await redis.HashSetAsync($"cachefleet:instances:{Id}", [new HashEntry("address", app.Urls.First())]);
        return app;
    }

    private sealed record Question(string[] Entries);

    private sealed class Counts : IDisposable
    {
        private readonly ConcurrentDictionary<(string Name, string Window, string Tier), long> _counts = new();
        private readonly MeterListener _listener = new();

        public Counts()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name is "cachefleet.inconsistencies" or "cachefleet.observations")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
            {
                var (window, tier) = ("", "");
                foreach (var (name, value) in tags)
                    (window, tier) = name == "window" ? ((string)value!, tier) : (window, (string)value!);
                _counts.AddOrUpdate(
                    (instrument.Name["cachefleet.".Length..], window, tier), count, (_, n) => n + count);
            });
            _listener.Start();
        }

        public long Of(string name, string? window = null, string? tier = null) => _counts
            .Where(one => one.Key.Name == name && (window ?? one.Key.Window) == one.Key.Window
                && (tier ?? one.Key.Tier) == one.Key.Tier)
            .Sum(one => one.Value);

        public void Dispose() => _listener.Dispose();
    }
}
