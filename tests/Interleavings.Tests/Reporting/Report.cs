using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using CacheFleet.Interleavings.Tests.Exploring;

[assembly: AssemblyFixture(typeof(CacheFleet.Interleavings.Tests.Reporting.Report))]

namespace CacheFleet.Interleavings.Tests.Reporting;

/// <summary>Gathers what was explored and, if asked, writes it in the shape that all figures have.</summary>
/// <remarks>Asked by CACHEFLEET_INTERLEAVINGS_JSON, the file to write.</remarks>
public sealed class Report : IDisposable
{
    public const string FileVariable = "CACHEFLEET_INTERLEAVINGS_JSON";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _gate = new();
    private readonly List<Row> _rows = [];
    private readonly List<Check> _checks = [];
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private readonly long _begun = Stopwatch.GetTimestamp();

    internal void Add(Exploration found, bool staleExpected) => Add(
        new(found.Scenario.Name, found.Scenario.Policy.Name.ToString(), found.Schedules,
            found.Stale, found.States, found.Runs, found.Scenario.MostMishaps, found.Shortest?.Length),
        staleExpected ? "stale schedules > 0" : "stale schedules 0",
        staleExpected == (found.Stale > 0 || found.Shortest is not null));

    internal void AddRandom(Scenario scenario, int walks, int? failed, bool staleExpected) => Add(
        new(scenario.Name, scenario.Policy.Name.ToString(), (ulong)walks, failed is null ? 0u : 1u,
            0, walks, scenario.MostMishaps, null),
        staleExpected ? "a seed that leaves stale data" : "no seed that leaves stale data",
        staleExpected == (failed is not null));

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is not { Length: > 0 } path)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(Shape(), Layout) + "\n");
    }

    private void Add(Row row, string expected, bool pass)
    {
        lock (_gate)
        {
            _rows.Add(row);
            _checks.Add(new(row.Id, expected, $"stale schedules {row.StaleSchedules}", pass));
        }
    }

    private object Shape() => new
    {
        Scenario = "interleavings",
        Seed = RandomTests.FirstSeed,
        StartedAt = _startedAt.ToString("O"),
        DurationSeconds = Math.Round(Stopwatch.GetElapsedTime(_begun).TotalSeconds, 2),
        Machine = new
        {
            Cores = Environment.ProcessorCount,
            MemoryGb = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
            Os = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.OSArchitecture.ToString(),
            Runtime = RuntimeInformation.FrameworkDescription,
        },
        Rows = _rows.OrderBy(row => row.Id, StringComparer.Ordinal),
        Checks = _checks.OrderBy(check => check.Name, StringComparer.Ordinal),
        Verdict = _checks.TrueForAll(check => check.Pass) ? "pass" : "fail",
    };

    private sealed record Row(string Id, string Policy, ulong Samples, ulong StaleSchedules,
        int States, int Runs, int MostMishaps, int? ShortestStaleSteps);

    private sealed record Check(string Name, string Expected, string Actual, bool Pass);
}
