using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CacheFleet.LoadTests.Commands;
using CacheFleet.LoadTests.Live;
using CacheFleet.Testing;

namespace CacheFleet.Fleet.Tests;

/// <summary>Faults that are ordered from the command line, and what the fleet makes of them.</summary>
[Collection(OneFleet.Name)]
public sealed partial class FaultTests(RunningFleet fleet)
{
    // Mutant: a start that the orchestrator is not asked for leaves it dead.
    [Fact]
    public async Task A_server_that_was_killed_is_started_again()
    {
        var killed = await OrderAsync("fault", "kill", "postgres-server");
        var started = await OrderAsync("fault", "start", "postgres-server");

        Assert.Matches(@"postgres-server\S* +(Finished|Exited)", killed);
        Assert.DoesNotMatch(@"postgres-server\S* +(Finished|Exited)", started);
        await IsWellAsync();
    }

    // Mutant: a pause that only the shell above the process hears lets it work on.
    [Fact]
    public async Task A_worker_that_was_paused_stands_still_until_it_is_resumed()
    {
        var shown = await OrderAsync("fault", "pause", "worker");
        var pid = WorkersPid().Match(shown).Groups[1].Value;
        var during = StateOf(pid);
        await OrderAsync("fault", "resume", "worker");

        Assert.Equal(('T', true), (during, StateOf(pid) != 'T'));
        await IsWellAsync();
    }

    // Mutant: a worker that reaches Kafka past the link delivers while the link is cut.
    [Fact]
    public async Task What_is_committed_while_the_worker_is_cut_off_from_Kafka_goes_out_when_it_no_longer_is()
    {
        var cached = await fleet.Lab.ReadVersionAsync(43);
        var shown = await OrderAsync("fault", "cut", "worker-kafka");
        await fleet.WritePastTheApiAsync(43);
        await Eventually.IsTrueAsync(async () => await PendingAsync() > 0, "the outbox is seen to wait");
        await Task.Delay(1_000);
        var pending = await PendingAsync();
        await OrderAsync("fault", "mend", "worker-kafka");

        Assert.Matches("worker-kafka +Cut", shown);
        Assert.NotEqual(0, pending);
        await Eventually.IsTrueAsync(async () => await PendingAsync() == 0, "the outbox is delivered");
        await Eventually.IsTrueAsync(
            async () => await fleet.Lab.ReadVersionAsync(43) != cached, "the new version is read");
        await IsWellAsync();
    }

    // Mutant: a desk that looks at no origin kills the worker for whoever lures a browser.
    [Fact]
    public async Task A_web_page_cannot_order_a_fault()
    {
        var shown = await OrderAsync("fault");
        var desk = new Uri(shown[shown.LastIndexOf("http://", StringComparison.Ordinal)..].Trim());
        using var http = new HttpClient();
        using var order = new HttpRequestMessage(
            HttpMethod.Post, new Uri(desk, "/resources/worker/kill"));
        order.Headers.Add("Origin", "http://example.com");

        using var answer = await http.SendAsync(order);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    // The next test wants a fleet that is itself again.
    private Task IsWellAsync() => Eventually.IsTrueAsync(
        async () => await OrderAsync("fault") is var shown
            && Healthy().Count(shown) == shown.Split('\n').Count(line => line.Contains(" pid ")
                || line.Contains(" link"))
            && (await fleet.Lab.InstancesAsync()).Length == 3,
        "all is well again");

    private async Task<long> PendingAsync() => JsonDocument.Parse(
        await fleet.Lab.Http.GetStringAsync(new Uri("/lab/log", UriKind.Relative)))
        .RootElement.GetProperty("pending").GetInt64();

    private async Task<string> OrderAsync(params string[] order)
    {
        using var said = new StringWriter();
        var code = await LoadTestProgram.RunAsync(
            [.. order, "--target", fleet.Lab.Http.BaseAddress!.ToString()],
            Consoles.Plain(said), said, TestContext.Current.CancellationToken);
        Assert.True(code == ExitCode.Passed, said.ToString());
        return said.ToString();
    }

    private static char StateOf(string pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }

    [GeneratedRegex(@"^worker-\S+ .* pid (\d+)", RegexOptions.Multiline)]
    private static partial Regex WorkersPid();

    [GeneratedRegex(@" Running +Healthy ")]
    private static partial Regex Healthy();
}
