namespace CacheFleet.LoadTests.Results;

/// <summary>
/// A finished scenario: the common shape of every scenario, benchmark and campaign.
/// </summary>
public sealed record ScenarioResult(
    string Scenario,
    string Title,
    string What,
    int Seed,
    DateTimeOffset StartedAt,
    TimeSpan Duration,
    Machine Machine,
    Findings Findings)
{
    /// <summary>A run that checked nothing has proven nothing.</summary>
    public bool Passed => Findings.Checks.Count > 0 && Findings.Checks.All(check => check.Pass);

    public string Verdict => VerdictOf(Passed);

    /// <summary>
    /// Whether all checks that are of this requirement, or of none in particular, hold.
    /// </summary>
    public bool Proves(Proof proof)
    {
        var checks = Findings.Checks.Where(check => check.Id is null || check.Id == proof.Id).ToList();
        return checks.Count > 0 && checks.All(check => check.Pass);
    }

    public static string VerdictOf(bool passed) => passed ? "pass" : "fail";
}
