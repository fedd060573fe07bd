using System.Diagnostics;
using CacheFleet.Caching;
using CacheFleet.Testing;

namespace CacheFleet.Invalidation.Worker.Tests;

/// <summary>Replicas that lose every hint, on a real broker, relay, table and Redis.</summary>
public sealed class ReplicaFeedTests(Servers servers)
{
    private const int Keys = 20;

    // Mutants: trusting as soon as the broker answers, before the relay has published what it could
    // not; a trust that looks at messages only, not at the clock.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_replica_cut_off_while_20_keys_change_answers_none_of_them_old_when_it_is_back(bool killed)
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var worker = await RunningWorker.StartAsync(Settings(fleet));
        await using var replica = new DeafReplica(servers, fleet, withFeed: true);
        await using var control = new DeafReplica(servers, fleet, withFeed: false);
        await using var writer = new DeafReplica(servers, fleet, withFeed: false);
        await Eventually.IsTrueAsync(() => replica.IsTrusted, "the feed has begun");
        await WarmAsync(replica);
        await WarmAsync(control);

        await CutAsync(killed);
        var rows = new Dictionary<int, long>();
        for (var id = 1; id <= Keys; id++)
        {
            rows[id] = await fleet.ChangeProductAsync(id);
            await writer.InvalidateAsync(id, rows[id]);
        }

        await Eventually.IsTrueAsync(() => !replica.IsTrusted, "the cut is noticed");
        var during = await replica.CountOlderAsync(rows);
        await EndCutAsync(killed);
        var after = 0;
        var rounds = 0;
        for (; !replica.IsTrusted || rounds == 0; rounds++)
            after += await replica.CountOlderAsync(rows);
        after += await replica.CountOlderAsync(rows);
        var controls = await control.CountOlderAsync(rows);
        TestContext.Current.SendDiagnosticMessage(
            "Old answers of {0} keys: {1} while cut off, {2} in {3} rounds after; without the feed {4}.",
            Keys, during, after, rounds + 1, controls);

        Assert.Equal((0, 0, Keys), (during, after, controls));
        await replica.IsRememberedAsync(1);
    }

    // Mutant: a heartbeat by the broker alone trusts a log that nobody writes to.
    [Fact]
    public async Task Without_a_relay_memory_is_bypassed_though_the_broker_is_well()
    {
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var replica = new DeafReplica(servers, fleet, withFeed: true);
        await using (await RunningWorker.StartAsync(Settings(fleet)))
        {
            await Eventually.IsTrueAsync(() => replica.IsTrusted, "the feed has begun");
            await WarmAsync(replica);
        }

        await Eventually.IsTrueAsync(() => !replica.IsTrusted, "the relay is missed");

        Assert.Equal(Tier.Shared, (await replica.ReadAsync(1)).Tier);
    }

    [Fact]
    public async Task By_the_log_alone_a_change_leaves_memory_within_moments()
    {
        const int Changes = 100;
        await using var fleet = await Fleet.CreateAsync(servers);
        await using var worker = await RunningWorker.StartAsync(Settings(fleet));
        await using var replica = new DeafReplica(servers, fleet, withFeed: true);
        await using var writer = new DeafReplica(servers, fleet, withFeed: false);
        await Eventually.IsTrueAsync(() => replica.IsTrusted, "the feed has begun");
        var lags = new List<double>();
        for (var change = 0; change < Changes; change++)
        {
            var id = 1 + (change % Keys);
            await replica.IsRememberedAsync(id);
            var version = await fleet.ChangeProductAsync(id);
            var watch = Stopwatch.StartNew();
            await writer.InvalidateAsync(id, version);
            while ((await replica.ReadAsync(id)).Tier == Tier.Near && watch.Elapsed < TimeSpan.FromSeconds(5))
                await Task.Delay(1);
            lags.Add(watch.Elapsed.TotalMilliseconds);
        }

        lags.Sort();
        TestContext.Current.SendDiagnosticMessage(
            "Commit to L1 dropped, by the log alone: p50 {0:0} ms, p99 {1:0} ms of {2} changes.",
            lags[Changes / 2], lags[Changes * 99 / 100], Changes);
        Assert.True(lags[^1] < 5_000, "a change never left memory");
    }

    private static string[] Settings(Fleet fleet) =>
        fleet.Settings("--CacheFleet:Invalidation:MarkMilliseconds=200");

    private static async Task WarmAsync(DeafReplica replica)
    {
        for (var id = 1; id <= Keys; id++)
            await replica.IsRememberedAsync(id);
    }

    private async Task CutAsync(bool killed)
    {
        if (killed)
            await servers.Kafka.KillAsync();
        else
            servers.Kafka.Pause();
    }

    private async Task EndCutAsync(bool killed)
    {
        if (killed)
            await servers.Kafka.StartAsync();
        else
            servers.Kafka.Resume();
    }
}
