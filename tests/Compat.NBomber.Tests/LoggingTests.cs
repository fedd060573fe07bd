using NBomber.CSharp;
using NBomber.Engine;
using Serilog;

namespace CacheFleet.Compat.NBomber.Tests;

public sealed class LoggingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("log").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Mutant caught: the file's lock left out.</summary>
    [Fact]
    public async Task Lines_of_many_threads_stay_whole()
    {
        var log = Log();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
                log.Information("thread {Thread} line {Line} end", thread, i);
        })));
        (log as IDisposable)?.Dispose();

        var lines = await File.ReadAllLinesAsync(
            Assert.Single(Directory.GetFiles(_folder)), TestContext.Current.CancellationToken);
        Assert.Equal(4_000, lines.Length);
        Assert.All(lines, line => Assert.Matches(
            @"^\d\d:\d\d:\d\d\.\d{3} Information thread \d line \d+ end$", line));
    }

    [Fact]
    public void A_session_with_nothing_to_log_leaves_no_file()
    {
        (Log() as IDisposable)?.Dispose();

        Assert.Empty(Directory.GetFiles(_folder));
    }

    private ILogger Log()
    {
        var context = NBomberRunner.RegisterScenarios(Scenario.Empty("any"))
            .WithReportFolder(_folder);
        return Logging.Create(context, Describe.Test(context, new Surroundings()));
    }
}
