using CacheFleet.LoadTests.Histories;
using CacheFleet.LoadTests.Scenarios.Faults;

namespace CacheFleet.LoadTests.Tests;

public sealed class FaultTests
{
    private static readonly string[] Resources = ["api", "kafka", "postgres", "redis", "worker"];

    private static readonly Aftermath Clean = new(0, 0, 0, 0);

    [Fact]
    public void Every_lap_of_a_campaign_meets_every_resource_once()
    {
        var deck = new FaultDeck(Resources, seed: 7);

        for (var lap = 0; lap < 20; lap++)
            Assert.Equal(Resources, Resources.Select(_ => deck.Draw().Resource).Order());
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

    private static List<Fault> Drawn(int seed)
    {
        var deck = new FaultDeck(Resources, seed);
        return [.. Enumerable.Range(0, 12).Select(_ => deck.Draw())];
    }

    private static List<string> FailedBy(RoundOutcome round, BlindOutcome? blind) =>
    [
        .. FaultsReport.Write(new FaultFigures([round], Quiet(), blind, 100, TimeSpan.FromMinutes(5)))
            .Checks.Where(check => !check.Pass).Select(check => check.Name),
    ];

    private static RoundOutcome Round(Aftermath? aftermath) =>
        new("redis-x", new Fault("redis", FaultKind.Kill, TimeSpan.FromSeconds(1), 0))
        {
            Recovery = new Convalescence(TimeSpan.FromSeconds(2), IsWell: true, ""),
            Oldest = TimeSpan.Zero,
            Aftermath = aftermath,
            Counts = new RoundCounts(100, 5, 10, 0, 1, 2),
        };

    private static HistoryReport Quiet() => new History().Check(TimeSpan.FromMinutes(5));
}
