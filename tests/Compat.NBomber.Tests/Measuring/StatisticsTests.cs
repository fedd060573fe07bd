using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;
using NBomber.Engine.Measuring;

namespace CacheFleet.Compat.NBomber.Tests.Measuring;

public class StatisticsTests
{
    private readonly Measurements _measured = new();

    [Fact]
    public void Latencies_of_1_to_100_ms_have_the_percentiles_that_one_computes_by_hand()
    {
        for (var ms = 1; ms <= 100; ms++)
            _measured.RecordIteration(Response.Ok(), Times.Ms(ms), 0);

        var latency = Stats().Ok.Latency;

        Assert.Equal((1, 50.5, 100), (latency.MinMs, latency.MeanMs, latency.MaxMs));
        Assert.Equal(28.87, latency.StdDev); // sqrt((100² − 1) / 12)
        Assert.InRange(latency.Percent50, 50, 50.05);
        Assert.InRange(latency.Percent75, 75, 75.08);
        Assert.InRange(latency.Percent95, 95, 95.1);
        Assert.InRange(latency.Percent99, 99, 99.1);
    }

    [Fact]
    public void Latencies_are_counted_around_800_and_1200_ms()
    {
        foreach (var ms in new[] { 1, 800, 801, 1199, 1200, 5000 })
            _measured.RecordIteration(Response.Ok(), Times.Ms(ms), 0);

        Assert.Equal(new LatencyCount(2, 2, 2), Stats().Ok.Latency.LatencyCount);
    }

    [Fact]
    public void Rates_and_shares_follow_from_the_counts()
    {
        for (var i = 0; i < 300; i++)
            _measured.RecordIteration(i % 4 == 0 ? Response.Fail() : Response.Ok(), Times.Ms(1), 0);

        var stats = Stats(loaded: Times.Seconds(20));

        Assert.Equal(new RequestStats(225, 11.2, 75), stats.Ok.Request);
        Assert.Equal(new RequestStats(75, 3.8, 25), stats.Fail.Request);
    }

    [Fact]
    public void A_run_of_less_than_a_second_counts_as_one()
    {
        _measured.RecordIteration(Response.Ok(), Times.Ms(1), 0);

        Assert.Equal(1, Stats(loaded: Times.Ms(10)).Ok.Request.RPS);
    }

    [Fact]
    public void An_iteration_moves_the_bytes_of_its_steps_and_its_own()
    {
        _measured.RecordStep("page", Response.Ok(sizeBytes: 100), Times.Ms(1));
        _measured.RecordIteration(Response.Ok(sizeBytes: 5), Times.Ms(1), stepBytes: 100);

        var stats = Stats();

        Assert.Equal(105, stats.Ok.DataTransfer.AllBytes);
        Assert.Equal(105, stats.AllBytes);
        Assert.Equal(100, stats.StepStats.Get("page").Ok.DataTransfer.MaxBytes);
    }

    [Fact]
    public void Status_codes_have_their_share_of_all_answers_ok_or_not()
    {
        Record(6, Response.Ok(statusCode: "200"));
        Record(2, Response.Ok(statusCode: "204"));
        Record(2, Response.Fail(statusCode: "503", message: "busy"));

        var stats = Stats();

        Assert.Equal(
            [new StatusCodeStats("200", false, "", 6, 60), new("204", false, "", 2, 20)],
            stats.Ok.StatusCodes);
        Assert.Equal([new StatusCodeStats("503", true, "busy", 2, 20)], stats.Fail.StatusCodes);
    }

    [Fact]
    public void A_scenario_shows_the_codes_of_its_steps()
    {
        Record(4, Response.Ok());
        for (var i = 0; i < 4; i++)
        {
            var response = Response.Ok(statusCode: i == 0 ? "404" : "200");
            _measured.RecordStep("get", response, Times.Ms(1));
        }

        var codes = Stats().Ok.StatusCodes;

        Assert.Equal((3, 75), (codes.Get("200").Count, codes.Get("200").Percent));
        Assert.Equal((1, 25), (codes.Get("404").Count, codes.Get("404").Percent));
        Assert.Null(codes.Find("500"));
        Assert.Throws<KeyNotFoundException>(() => codes.Get("500"));
    }

    private void Record(int times, IResponse response)
    {
        for (var i = 0; i < times; i++)
            _measured.RecordIteration(response, Times.Ms(1), 0);
    }

    private ScenarioStats Stats(TimeSpan? loaded = null) => Statistics.Of(
        "any", 0, _measured, loaded ?? Times.Second, Times.Second, new("inject", 1),
        OperationType.Complete);
}
