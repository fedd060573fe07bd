using Aspire.Hosting.Dashboard.Wire;
using Microsoft.Extensions.Logging;

namespace CacheFleet.Compat.Aspire.Tests.Dashboard;

public sealed class ConsoleTests : IAsyncLifetime
{
    private HostUnderTest _host = null!;
    private GrpcClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostUnderTest.StartAsync();
        _client = _host.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_console_tells_what_was_written_before_and_follows_until_it_is_completed()
    {
        _host.Loggers.AddLine("api-1", "before", isError: false);
        using var stream = await OpenAsync("api-1", follow: true);
        var before = await NextAsync(stream);
        _host.Loggers.AddLine("api-1", "after", isError: true);
        var after = await NextAsync(stream);
        _host.Loggers.Complete("api-1");

        Assert.Equal([(1, "before", false)], before);
        Assert.Equal([(2, "after", true)], after);
        Assert.Equal(0, (await stream.EndAsync()).Status);
    }

    [Fact]
    public async Task A_console_that_is_not_followed_ends_after_what_there_is()
    {
        _host.Loggers.AddLine("api-1", "only", isError: false);
        using var stream = await OpenAsync("api-1", follow: false);
        Assert.Equal([(1, "only", false)], await NextAsync(stream));
        Assert.Equal(0, (await stream.EndAsync()).Status);
    }

    [Fact]
    public async Task A_console_keeps_its_last_ten_thousand_lines_and_no_more()
    {
        for (var i = 1; i <= 25_000; i++) _host.Loggers.AddLine("chatty", $"{i}", isError: false);
        using var stream = await OpenAsync("chatty", follow: false);
        var lines = await NextAsync(stream);
        Assert.Equal(10_000, lines.Count);
        Assert.Equal(("15001", "25000"), (lines[0].Text, lines[^1].Text));
    }

    [Fact]
    public async Task Long_lines_come_in_messages_that_the_dashboard_accepts()
    {
        const int SixteenMegabytes = 16 * 1024 * 1024;
        var line = new string('ä', 900_000);
        for (var i = 0; i < 20; i++) _host.Loggers.AddLine("long", line, isError: false);
        using var stream = await OpenAsync("long", follow: false);
        var count = 0;
        while (await stream.NextAsync(WatchResourceConsoleLogsUpdate.Parser) is { } update)
        {
            Assert.True(update.CalculateSize() < SixteenMegabytes);
            count += update.LogLines.Count;
        }

        Assert.Equal(20, count);
    }

    [Fact]
    public async Task What_the_host_logs_of_a_resource_reaches_every_instance_with_its_time()
    {
        var api = new Thing("api").WithInstances("api-1", "api-2");
        _host.Loggers.GetLogger(api).Log(LogLevel.Error, default, "Gone\nwrong", null, (s, _) => s);
        foreach (var instance in new[] { "api-1", "api-2" })
        {
            using var stream = await OpenAsync(instance, follow: false);
            var lines = await NextAsync(stream);
            Assert.Equal(["Gone", "wrong"], lines.Select(l => l.Text.Split(' ')[1]));
            Assert.All(lines, l => Assert.True(DateTime.TryParse(l.Text.Split(' ')[0], out _)));
            Assert.All(lines, l => Assert.True(l.IsError));
        }
    }

    [Fact]
    public async Task A_line_after_the_end_opens_the_console_again()
    {
        _host.Loggers.AddLine("api-1", "first run", isError: false);
        _host.Loggers.Complete("api-1");
        _host.Loggers.AddLine("api-1", "second run", isError: false);
        using var stream = await OpenAsync("api-1", follow: true);
        Assert.Equal(2, (await NextAsync(stream)).Count);
        var next = stream.NextAsync(WatchResourceConsoleLogsUpdate.Parser);
        await Task.WhenAny(next, Task.Delay(200));
        Assert.False(next.IsCompleted);
    }

    private Task<GrpcStream> OpenAsync(string name, bool follow) => _client.OpenAsync(
        "WatchResourceConsoleLogs",
        new WatchResourceConsoleLogsRequest { ResourceName = name, SuppressFollow = !follow });

    private static async Task<List<(int Number, string Text, bool IsError)>> NextAsync(GrpcStream stream)
    {
        var update = await stream.NextAsync(WatchResourceConsoleLogsUpdate.Parser);
        return [.. update!.LogLines.Select(l => (l.LineNumber, l.Text, l.IsStdErr))];
    }
}
