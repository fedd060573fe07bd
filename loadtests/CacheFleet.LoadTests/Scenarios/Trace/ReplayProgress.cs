using System.Diagnostics;
using System.Globalization;
using CacheFleet.LoadTests.Live;

namespace CacheFleet.LoadTests.Scenarios.Trace;

/// <summary>
/// How far a replay is, for the live view and for the drawing of its rate over time.
/// </summary>
internal sealed class ReplayProgress(long of)
{
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromSeconds(1);

    private long _done;
    private long _hits;
    private long _errors;

    /// <summary>Requests per second, second by second.</summary>
    public List<double> Rates { get; } = [];

    public void Count(long done, long hits, long errors)
    {
        Interlocked.Add(ref _done, done);
        Interlocked.Add(ref _hits, hits);
        if (errors > 0) Interlocked.Add(ref _errors, errors);
    }

    public async Task ShowAsync(ILiveView live, string stage, CancellationToken finished)
    {
        var (before, at) = (0L, Stopwatch.GetTimestamp());
        while (!finished.IsCancellationRequested)
        {
            await Task.Delay(BetweenFrames, finished).ContinueWith(_ => { }, TaskScheduler.Default);
            var done = Interlocked.Read(ref _done);
            var rate = (done - before) / Stopwatch.GetElapsedTime(at).TotalSeconds;
            (before, at) = (done, Stopwatch.GetTimestamp());
            if (!finished.IsCancellationRequested) Rates.Add(rate);
            var hits = done == 0 ? 0 : (double)Interlocked.Read(ref _hits) / done;
            live.Show(new LiveFrame(stage, done, of, "accesses",
            [
                ("per second", rate.ToString("#,0", CultureInfo.InvariantCulture)),
                ("hits", hits.ToString("0.0%", CultureInfo.InvariantCulture)),
                ("errors", $"{Interlocked.Read(ref _errors)}"),
            ]));
        }
    }
}
