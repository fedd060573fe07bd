using CacheFleet.LocalServers;
using CacheFleet.Testing;

namespace CacheFleet.Fleet.Tests;

/// <summary>
/// A replica dies, then the fleet; what must go on goes on, and nothing is left behind.
/// </summary>
public sealed class EndOfTheFleetTests
{
    // Three replicas, the worker, four servers, the dashboard: a mark that finds fewer finds
    // nothing.
    private const int AtLeast = 9;

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    // The orchestrator itself tidies up last and, after a SIGKILL of its parent, takes its time for
    // that.
    private static readonly TimeSpan OrchestratorEndsWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_killed_replica_leaves_the_fleet_answering_and_SIGTERM_leaves_no_process()
    {
        using var host = await AppHostProcess.StartAsync();
        Assert.InRange(ProcessTree.Marked(host.Mark).Count, AtLeast, int.MaxValue);
        using var lab = new LabClient(new HttpClient { BaseAddress = host.Api });
        var victim = (await lab.WaitForInstancesAsync(3))[0];

        Signals.Send(victim.Pid, Signals.Kill);

        await Eventually.IsTrueAsync(() => AnswersAsync(host.Api, times: 30), "30 answers in a row");
        Assert.DoesNotContain(victim.Id, (await lab.WaitForInstancesAsync(2)).Select(left => left.Id));

        Signals.Send(host.Pid, Signals.Terminate);
        await NobodyIsLeftAsync(host);
    }

    [Fact]
    public async Task SIGKILL_of_the_AppHost_leaves_no_process()
    {
        using var host = await AppHostProcess.StartAsync();
        Assert.InRange(ProcessTree.Marked(host.Mark).Count, AtLeast, int.MaxValue);

        Signals.Send(host.Pid, Signals.Kill);

        await NobodyIsLeftAsync(host);
    }

    private static async Task NobodyIsLeftAsync(AppHostProcess host)
    {
        await IsGoneAsync(() => Left(host, line => !line.Contains("/dcp/dcp ", StringComparison.Ordinal)), EndsWithin);
        await IsGoneAsync(() => Left(host, _ => true), OrchestratorEndsWithin);
        await host.WaitForExitAsync(EndsWithin);
    }

    private static List<string> Left(AppHostProcess host, Func<string, bool> which) =>
        [.. ProcessTree.Marked(host.Mark).Where(which)];

    private static async Task IsGoneAsync(Func<List<string>> look, TimeSpan atMost)
    {
        List<string> left = [];
        try
        {
            await Eventually.IsTrueAsync(() => (left = look()).Count == 0, "no process left", atMost);
        }
        catch (TimeoutException late)
        {
            Assert.Fail($"{late.Message} Still there:\n{string.Join('\n', left)}");
        }
    }

    // Each request on a connection of its own: the balancer spreads connections, not requests.
    private static async Task<bool> AnswersAsync(Uri api, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var http = new HttpClient { BaseAddress = api };
            try
            {
                using var answer = await http.GetAsync(new Uri("/products/1", UriKind.Relative));
                if (!answer.IsSuccessStatusCode) return false;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        return true;
    }
}
