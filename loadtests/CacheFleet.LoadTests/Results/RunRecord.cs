using System.Text.Json;
using System.Text.Json.Serialization;
using CacheFleet.LoadTests.Reporting;
using CacheFleet.LoadTests.Scenarios;

namespace CacheFleet.LoadTests.Results;

/// <summary>
/// All that a run found, drawings included, as a file beside its reports: they can be made again
/// from it, and runs can be joined.
/// </summary>
public static class RunRecord
{
    public const string FileName = "run.json";

    private static readonly JsonSerializerOptions Layout = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new FigureConverter() },
    };

    public static string Write(IReadOnlyList<ScenarioResult> results) =>
        JsonSerializer.Serialize(results, Layout);

    /// <summary>
    /// The results of these runs, in the order of the first requirement that each shows; of two that
    /// show the same, the later one. Throws
    /// <see cref="InvalidDataException"/> that names the folder.
    /// </summary>
    public static IReadOnlyList<ScenarioResult> Latest(IReadOnlyList<string> folders)
    {
        var results = new List<ScenarioResult>();
        foreach (var result in folders.SelectMany(Read).OrderBy(result => result.StartedAt))
        {
            results.RemoveAll(earlier => Shows(earlier) == Shows(result));
            results.Add(result);
        }
        return [.. results.OrderBy(
            result => result.Findings.Proofs.Select(proof => proof.Id).FirstOrDefault("Z0"),
            RequirementOrder.Instance)];
    }

    /// <summary>
    /// The folder of the last run of everything; throws <see cref="InvalidDataException"/> without
    /// one.
    /// </summary>
    public static string LastFolder()
    {
        var artifacts = Path.Combine(ReportFolder.Root, "artifacts");
        var runs = Directory.Exists(artifacts)
            ? Directory.GetDirectories(artifacts, "lab-*").Where(IsRun)
            : [];
        return runs.Order(StringComparer.Ordinal).LastOrDefault()
            ?? throw new InvalidDataException(
                $"There is no recorded run in {artifacts}: make one with ./lab.sh run --all, "
                + "or name folders.");
    }

    private static bool IsRun(string folder) => File.Exists(Path.Combine(folder, FileName));

    private static (string, string) Shows(ScenarioResult result) =>
        (result.Scenario, result.Findings.Mode);

    private static IReadOnlyList<ScenarioResult> Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!IsRun(folder))
            throw new InvalidDataException($"{folder} has no {FileName}: it is no recorded run.");
        try
        {
            return JsonSerializer.Deserialize<List<ScenarioResult>>(File.ReadAllText(file), Layout)
                ?? throw new InvalidDataException($"{file} is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is no recorded run: {e.Message}", e);
        }
    }
}
