using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Scenarios.Faults;

namespace CacheFleet.LoadTests.Tests;

public sealed class FaultTests
{
    private static readonly FaultAim[] Aims =
    [
        new("api"), new("kafka-broker"), new("worker"), new("worker-kafka", IsLink: true),
        new("zookeeper"),
    ];

    private static readonly Aftermath Clean = new(0, 0, 0, 0);

    [Fact]
    public void Every_lap_of_a_campaign_meets_every_resource_once()
    {
        var faults = new FaultDeck(Aims, seed: 7).Any().Take(20 * Aims.Length);

        Assert.All(faults.Chunk(Aims.Length), lap => Assert.Equal(
            Aims.Select(aim => aim.Resource), lap.Select(fault => fault.Resource).Order()));
    }

    [Fact]
    public void Links_are_cut_and_processes_are_not()
    {
        var faults = new FaultDeck(Aims, seed: 7).Any().Take(100).ToList();

        Assert.All(faults, fault => Assert.Equal(
            fault.Resource == "worker-kafka", fault.Kind == FaultKind.Cut));
        Assert.Equal(
            [FaultKind.Kill, FaultKind.Pause, FaultKind.Restart, FaultKind.Cut],
            faults.Select(fault => fault.Kind).Distinct().Order());
    }

    [Fact]
    public void A_full_campaign_strikes_each_so_often_and_takes_the_broker_away_for_long()
    {
        var away = TimeSpan.FromSeconds(60);
        var faults = new FaultDeck(Aims, seed: 7).Each(laps: 20, outages: 3, away).ToList();

        Assert.Equal(
            [
                ("away kafka-broker", 3), ("cut worker-kafka", 20), ("kill api", 20),
                ("kill kafka-broker", 20), ("kill worker", 20),
            ],
            faults.CountBy(fault => fault.Name).OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => (one.Key, one.Value)));
        Assert.All(
            faults, fault => Assert.Equal(fault.Kind == FaultKind.Away, fault.For == away));
    }

    [Fact]
    public void A_seed_draws_the_same_faults_again_and_another_seed_others()
    {
        Assert.Equal(Drawn(3), Drawn(3));
        Assert.NotEqual(Drawn(3), Drawn(4));
    }

    [Fact]
    public void A_campaign_that_lost_nothing_passes()
    {
        Assert.Empty(FailedBy(Round(Clean), new BlindOutcome(Clean with { StaleEntries = 5 }, Clean)));
    }

    [Theory]
    [InlineData("acknowledged writes lost", 1, 0, 0, 0)]
    [InlineData("committed versions that the log never told", 0, 1, 0, 0)]
    [InlineData("keys stale after recovery", 0, 0, 1, 0)]
    [InlineData("keys stale after recovery", 0, 0, 0, 1)]
    public void A_campaign_that_lost_something_fails_for_that(
        string check, int writes, int events, int entries, int answers)
    {
        var round = Round(new Aftermath(writes, events, entries, answers));

        Assert.Equal([check], FailedBy(round, blind: null));
    }

    [Fact]
    public void A_fleet_that_does_not_come_back_fails_the_campaign()
    {
        var round = Round(null) with
        {
            Recovery = new Convalescence(TimeSpan.FromSeconds(90), IsWell: false, "redis is Finished"),
        };

        Assert.Equal(["the fleet came back by itself"], FailedBy(round, blind: null));
    }

    // Else the check of the others would prove nothing: it must find what is stale.
    [Fact]
    public void A_campaign_fails_whose_control_without_the_log_leaves_nothing_stale()
    {
        Assert.Equal(
            ["without the log: keys stale"], FailedBy(Round(Clean), new BlindOutcome(Clean, Clean)));
    }

    private static List<Fault> Drawn(int seed) => [.. new FaultDeck(Aims, seed).Any().Take(12)];

    private static List<string> FailedBy(RoundOutcome round, BlindOutcome? blind) =>
    [
        .. FaultsReport.Write(new FaultFigures([round], blind, Keys: 100))
            .Checks.Where(check => !check.Pass).Select(check => check.Name),
    ];

    private static RoundOutcome Round(Aftermath? aftermath) =>
        new("redis-x", new Fault("redis", FaultKind.Kill, TimeSpan.Zero, TimeSpan.FromSeconds(1), 0))
        {
            Recovery = new Convalescence(TimeSpan.FromSeconds(2), IsWell: true, ""),
            History = new History().Check(TimeSpan.FromMinutes(5)),
            Aftermath = aftermath,
            Counts = new RoundCounts(100, 5, 10, 0, 1, 2),
        };
}
