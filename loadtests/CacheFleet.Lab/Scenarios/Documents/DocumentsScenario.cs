using CacheFleet.LoadTests.Reporting;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Documents;

/// <summary>A8, A9, B7, B8: pages whose figures and rehearsals are the other scenarios'.</summary>
public sealed class DocumentsScenario : LocalScenario
{
    private static readonly (string Id, string Page)[] Pages =
    [
        ("A8", "write-ups/invalidation.md"), ("A9", "runbooks/stale-reads.md"),
        ("B7", "write-ups/dogpile.md"), ("B8", "runbooks/dogpile.md"),
    ];

    private static readonly Column[] Columns =
    [
        new("page", "page", "under docs/"),
        new("figures", "figures", "taken from recorded runs by ./lab.sh report", "#,0"),
        new("rehearsals", "rehearsals", "runs of the lab that rehearse it", "#,0"),
        new("scenarios", "scenarios", "that these are of", "#,0"),
        new("unknown", "unknown",
            "figures and rehearsals of which the lab knows no scenario", "#,0"),
    ];

    public override string Name => "documents";

    public override IReadOnlyList<string> Proves => [.. Pages.Select(page => page.Id)];

    public override string Title => "Write-ups and runbooks";

    public override string What =>
        "Two write-ups say which guard closes which failure, with figures that a command takes "
        + "from the recorded run; "
        + "runbooks name the runs of the lab that rehearse them. Counted are figures and "
        + "rehearsals, and those of "
        + "which the lab knows no scenario.";

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var read = new List<Read>();
        foreach (var (id, page) in Pages)
        {
            var text = await File.ReadAllTextAsync(Path.Combine(ReportFolder.Root, "docs", page), ct);
            read.Add(Judge(id, page, text));
            Show(context, page, read.Count, Pages.Length, "pages");
        }
        return new Findings(Columns, [.. read.Select(RowOf)], [.. read.SelectMany(ChecksOf)], [])
        {
            Proofs = [.. read.Select(one => new Proof(
                one.Id, "figures and rehearsals of the lab on the page", Proof.None, Invariant(
                $"docs/{one.Page}: {one.Figures} figures, {one.Rehearsals} rehearsals, {one.Scenarios} scenarios")))],
        };
    }

    private static Read Judge(string id, string page, string text)
    {
        var figures = FilledDocuments.Marks(text)
            .Select(mark => LabCatalog.All.Find(mark.Scenario) is { } one && one.Proves.Contains(mark.Id)
                ? one : null).ToList();
        var rehearsals = Rehearsals.Of(text).Select(line => LabCatalog.All.Named(line[0])).ToList();
        return new Read(
            id, page, figures.Count, rehearsals.Count,
            figures.OfType<IScenario>().Concat(rehearsals.SelectMany(found => found)).Distinct().Count(),
            figures.Count(one => one is null) + rehearsals.Count(found => found.Count == 0));
    }

    private static IEnumerable<Check> ChecksOf(Read one) =>
    [
        Judging.Some(one.Id, $"{one.Page}: figures and rehearsals", one.Figures + one.Rehearsals),
        Judging.None(one.Id, $"{one.Page}: of which the lab knows no scenario", one.Unknown),
    ];

    private static Row RowOf(Read one) => new(one.Id, one.Page, one.Figures + one.Rehearsals)
    {
        Values =
        {
            ["page"] = $"docs/{one.Page}",
            ["figures"] = one.Figures,
            ["rehearsals"] = one.Rehearsals,
            ["scenarios"] = one.Scenarios,
            ["unknown"] = one.Unknown,
        },
    };

    private sealed record Read(
        string Id, string Page, int Figures, int Rehearsals, int Scenarios, int Unknown);
}
