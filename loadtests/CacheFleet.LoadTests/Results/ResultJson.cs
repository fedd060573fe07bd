using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CacheFleet.LoadTests.Results;

/// <summary>
/// The one JSON shape: scenario, seed, startedAt, durationSeconds, machine, rows, checks, verdict.
/// Several results become one of the same shape, whose rows and checks say which scenario they are
/// of.
/// </summary>
public static class ResultJson
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(IReadOnlyList<ScenarioResult> results) =>
        Shape(results).ToJsonString(Layout) + "\n";

    private static JsonObject Shape(IReadOnlyList<ScenarioResult> results) => new()
    {
        ["scenario"] = string.Join("+", results.Select(r => r.Scenario)),
        ["seed"] = results[0].Seed,
        ["startedAt"] = results[0].StartedAt.ToString("O"),
        ["durationSeconds"] = Math.Round(results.Sum(r => r.Duration.TotalSeconds), 2),
        ["machine"] = JsonSerializer.SerializeToNode(results[0].Machine, Layout),
        ["knobs"] = Knobs(results),
        ["rows"] = new JsonArray(
            [.. results.SelectMany(r => r.Findings.Rows.Select(row => OfRow(r, row)))]),
        ["proofs"] = new JsonArray(
            [.. results.SelectMany(r => r.Findings.Proofs.Select(proof => OfProof(r, proof)))]),
        ["sessions"] = new JsonArray(
            [.. results.SelectMany(r => r.Findings.Sessions.Select(one => OfSession(r, one)))]),
        ["checks"] = new JsonArray(
            [.. results.SelectMany(r => r.Findings.Checks.Select(c => OfCheck(r, c)))]),
        ["verdict"] = results.All(r => r.Passed) ? "pass" : "fail",
    };

    private static JsonObject Knobs(IReadOnlyList<ScenarioResult> results)
    {
        var knobs = new JsonObject();
        foreach (var result in results)
        {
            knobs[result.Scenario] = JsonSerializer.SerializeToNode(result.Findings.Knobs);
        }
        return knobs;
    }

    private static JsonObject OfRow(ScenarioResult result, Row row)
    {
        var node = new JsonObject
        {
            ["id"] = row.Id,
            ["scenario"] = result.Scenario,
            ["policy"] = row.Policy,
            ["samples"] = row.Samples,
        };
        foreach (var (key, value) in row.Values)
        {
            // A figure that could not be taken is null, never a number that looks like one.
            node[key] = value is double number && !double.IsFinite(number)
                ? null
                : JsonSerializer.SerializeToNode(value, Layout);
        }
        return node;
    }

    private static JsonObject OfProof(ScenarioResult result, Proof proof) => new()
    {
        ["id"] = proof.Id,
        ["scenario"] = result.Scenario,
        ["what"] = proof.What,
        ["before"] = proof.Before,
        ["after"] = proof.After,
        ["pass"] = result.Proves(proof),
    };

    private static JsonObject OfSession(ScenarioResult result, SessionReport session)
    {
        var node = JsonSerializer.SerializeToNode(session.Saw, Layout)!.AsObject();
        node.Insert(0, "scenario", result.Scenario);
        node.Insert(1, "policy", session.Policy);
        return node;
    }

    private static JsonObject OfCheck(ScenarioResult result, Check check) => new JsonObject
    {
        ["name"] = $"{result.Scenario}: {check.Name}",
        ["expected"] = check.Expected,
        ["actual"] = check.Actual,
        ["pass"] = check.Pass,
    };
}
