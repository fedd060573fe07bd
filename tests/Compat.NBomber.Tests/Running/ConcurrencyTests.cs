using System.Collections.Concurrent;
using CacheFleet.Compat.NBomber.Tests.Support;
using CacheFleet.Testing;
using NBomber.Contracts;
using NBomber.CSharp;
using NBomber.Engine.Running;

namespace CacheFleet.Compat.NBomber.Tests.Running;

/// <summary>Real threads against the guards; each names the faults that make it fail.</summary>
public class ConcurrencyTests
{
    /// <summary>Mutant caught: CopyPool without its lock; a copy returned before its iteration
    /// has ended.</summary>
    [Fact]
    public void No_two_iterations_share_a_copy()
    {
        var shared = 0;
        var stats = NBomberRunner.RegisterScenarios(
            Scenario.Create("sharing", async context =>
            {
                var data = context.ScenarioInstanceData;
                if (!data.TryAdd("busy", true))
                    Interlocked.Increment(ref shared);
                if (context.InvocationNumber % 2 == 0)
                    await Task.Yield();
                data.Remove("busy");
                return Response.Ok();
            }).WithoutWarmUp().WithLoadSimulations(
                Simulation.IterationsForInject(20_000, Times.Second, 20_000)))
            .WithoutReports().DisplayConsoleMetrics(false).Run().ScenarioStats.Get("sharing");

        Assert.Equal((0, 20_000), (shared, stats.Ok.Request.Count));
    }

    /// <summary>Mutants caught: UnderWay without its lock; Leave that forgets to tell.</summary>
    [Fact]
    public async Task What_is_under_way_is_counted_exactly()
    {
        var underWay = new UnderWay();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                if (underWay.TryEnter(3))
                {
                    Assert.InRange(underWay.Count, 1, 3);
                    underWay.Leave();
                }
            }
        })));
        Assert.Equal(0, underWay.Count);

        Assert.True(underWay.TryEnter(1));
        var empty = underWay.EmptyWithinAsync(Times.Seconds(30), TimeProvider.System);
        Assert.False(empty.IsCompleted);
        underWay.Leave();
        Assert.True(await empty);
    }

    /// <summary>Mutant caught: a copy that decides to end before it takes the lock, so that Resize
    /// takes it for running and nobody starts it again.</summary>
    [Fact]
    public async Task A_copy_that_ends_just_as_it_is_wanted_again_is_started_again()
    {
        var seen = new ConcurrentDictionary<int, bool>();
        using var run = FakeSession.Run(Scenario.Create("resized", async context =>
        {
            seen[context.ScenarioInfo.InstanceNumber] = true;
            await Task.Yield();
            return Response.Ok();
        }));
        var load = new ClosedLoad(run);
        for (var round = 0; round < 50; round++)
        {
            for (var i = 0; i < 100; i++)
            {
                load.Resize(0);
                load.Resize(2);
            }
            seen.Clear();
            await Eventually.IsTrueAsync(
                () => seen.Count == 2, "both copies iterate", TimeSpan.FromSeconds(5));
        }
        load.Resize(0);
    }
}
