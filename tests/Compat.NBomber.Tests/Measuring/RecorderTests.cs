using CacheFleet.Compat.NBomber.Tests.Support;
using NBomber.CSharp;
using NBomber.Engine.Measuring;

namespace CacheFleet.Compat.NBomber.Tests.Measuring;

public class RecorderTests
{
    /// <summary>Mutants caught: no lock in RecordIteration; no lock in TakeWindow.</summary>
    [Fact]
    public async Task Every_measurement_of_many_threads_is_in_exactly_one_window()
    {
        const int Threads = 6, Each = 40_000;
        var recorder = new Recorder();
        var writers = Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                recorder.RecordIteration(Response.Ok(), Times.Ms(i % 50), 0);
        })));
        var total = new Measurements();
        while (!writers.IsCompleted)
            total.Add(recorder.TakeWindow());
        await writers;
        total.Add(recorder.TakeWindow());

        Assert.Equal(Threads * Each, total.Iterations.Ok.Count);
        Assert.Equal(Threads * Each, total.Iterations.Ok.Latency.Count);
    }

    [Fact]
    public void What_comes_after_the_close_does_not_count()
    {
        var recorder = new Recorder();
        recorder.RecordIteration(Response.Fail(), Times.Ms(1), 0);
        recorder.Close();
        recorder.RecordIteration(Response.Fail(), Times.Ms(1), 0);
        recorder.RecordStep("late", Response.Ok(), Times.Ms(1));

        var window = recorder.TakeWindow();

        Assert.Equal(1, window.Iterations.Fail.Count);
        Assert.Empty(window.Steps);
        Assert.Equal(1, recorder.FailCount);
    }

    [Fact]
    public void A_latency_that_the_response_brings_replaces_the_measured_one()
    {
        var recorder = new Recorder();
        recorder.RecordIteration(Response.Ok(customLatencyMs: 7), Times.Ms(100), 0);

        Assert.Equal(7_000, recorder.TakeWindow().Iterations.Ok.Latency.Greatest);
    }
}
