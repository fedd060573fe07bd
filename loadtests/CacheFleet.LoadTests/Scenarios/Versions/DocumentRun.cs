using System.Globalization;
using System.Net.Http.Json;
using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.Versions;

/// <summary>
/// One writer, one who counts the versions, and many readers of one value, at all replicas.
/// </summary>
internal sealed class DocumentRun(FleetClient fleet, ReadSeries series, Knobs knobs)
{
    // Above the moment in milliseconds: versions grow over all runs, whatever an earlier one has
    // left.
    private long _version = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private long _overtaken;

    public async Task RunAsync(string name, CancellationToken ct)
    {
        await WriteAsync(name, ct);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        end.CancelAfter(TimeSpan.FromSeconds(knobs.Of(VersionsScenario.During)));
        var work = Enumerable.Range(0, (int)knobs.Of(VersionsScenario.Readers))
            .Select(reader => ReadOnAsync(name, fleet.Replicas[reader % fleet.Replicas.Count], end.Token))
            .Append(WriteOnAsync(name, end.Token)).Append(CountOnAsync(name, end.Token));
        await Task.WhenAll(work.ToList());
        series.Overtaken = _overtaken;
        ct.ThrowIfCancellationRequested();
    }

    private async Task WriteOnAsync(string name, CancellationToken ct)
    {
        while (await RestAsync(knobs.Of(VersionsScenario.Every), ct)) await WriteAsync(name, CancellationToken.None);
    }

    private async Task WriteAsync(string name, CancellationToken ct)
    {
        var change = new
        {
            version = Interlocked.Increment(ref _version),
            parts = (int)knobs.Of(VersionsScenario.Parts),
            inPlace = series.InPlace,
            mostVersions = (int)knobs.Of(VersionsScenario.Most),
        };
        using var request = new HttpRequestMessage(HttpMethod.Put, UriOf(fleet.Replicas[^1], name))
        {
            Content = JsonContent.Create(change),
        };
        using var answer = await fleet.SendAsync(request, ct);
        await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
        series.Writes++;
    }

    private async Task ReadOnAsync(string name, Replica replica, CancellationToken ct)
    {
        var pause = (long)(series.PauseSeconds * 1000);
        var query = string.Create(CultureInfo.InvariantCulture, $"?inPlace={series.InPlace}&pauseMs={pause}");
        while (!ct.IsCancellationRequested)
        {
            var before = Interlocked.Read(ref _version);
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, UriOf(replica, name + query));
                using var answer = await fleet.SendAsync(request, CancellationToken.None);
                var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
                var stamps = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(part => part[..part.IndexOf(' ', StringComparison.Ordinal)]).Distinct().Count();
                series.CountRead(isTorn: stamps != 1);
            }
            catch (HttpRequestException)
            {
                series.CountCutOff();
            }
            if (Interlocked.Read(ref _version) > before) Interlocked.Increment(ref _overtaken);
        }
    }

    private async Task CountOnAsync(string name, CancellationToken ct)
    {
        while (!series.InPlace && await RestAsync(knobs.Of(VersionsScenario.Every) / 2, ct))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, UriOf(fleet.Replicas[0], name + "/versions"));
            using var answer = await fleet.SendAsync(request, CancellationToken.None);
            await LabRefusedException.ThrowIfRefusedAsync(answer, CancellationToken.None);
            var report = await answer.Content.ReadFromJsonAsync<CountAnswer>(CancellationToken.None);
            series.MostLiving = Math.Max(series.MostLiving, report!.Versions);
        }
    }

    private static async Task<bool> RestAsync(double seconds, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), ct).ContinueWith(_ => { }, TaskScheduler.Default);
        return !ct.IsCancellationRequested;
    }

    private static Uri UriOf(Replica replica, string rest) => new(replica.Address, $"/lab/documents/{rest}");

    private sealed record CountAnswer(int Versions);
}
