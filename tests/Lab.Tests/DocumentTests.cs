using System.Xml.Linq;
using CacheFleet.LoadTests.Reporting;
using CacheFleet.Testing;

namespace CacheFleet.Lab.Tests;

/// <summary>
/// Runbooks and write-ups name scenarios that exist, in commands that would be accepted.
/// </summary>
public sealed class DocumentTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");

    public static TheoryData<string> Runbooks =>
        [.. Directory.GetFiles(Path.Combine(Docs, "runbooks"), "*.md").Select(file => Path.GetFileName(file))];

    public static TheoryData<string> WriteUps =>
        [.. Directory.GetFiles(Path.Combine(Docs, "write-ups"), "*.md").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void A_runbook_names_a_rehearsal_that_the_lab_has(string runbook)
    {
        var text = File.ReadAllText(Path.Combine(Docs, "runbooks", runbook));
        var rehearsals = Rehearsals.Of(text);

        Assert.NotEmpty(rehearsals);
        foreach (var words in rehearsals)
        {
            var scenarios = words.TakeWhile(word => !word.StartsWith('-'))
                .SelectMany(LabCatalog.All.Named).ToList();
            Assert.NotEmpty(scenarios);
            Assert.All(words.Where(word => word.StartsWith('-')), option => Assert.Contains(scenarios,
                one => one.Listens.Contains(option) || one.OwnKnobs.Any(knob => knob.Name == option)));
        }
    }

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void A_runbook_has_its_four_parts_on_one_page(string runbook)
    {
        var lines = File.ReadAllLines(Path.Combine(Docs, "runbooks", runbook));

        Assert.InRange(lines.Length, 15, 60);
        Assert.All((string[])["## Recognise", "## Triage", "## Ladder of fixes", "## Escape hatch"],
            part => Assert.Contains(lines, line => line.StartsWith(part, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Runbooks))]
    public void A_runbook_shows_a_picture_of_the_recorded_run(string runbook)
    {
        var text = File.ReadAllText(Path.Combine(Docs, "runbooks", runbook));
        var pictures = Pictures.ShownIn(text).ToList();

        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture =>
        {
            var drawing = XDocument.Load(Path.Combine(Docs, "results", "charts", picture));
            Assert.Contains(drawing.Descendants(), one => one.Name.LocalName is "rect" or "polyline");
        });
    }

    [Theory]
    [MemberData(nameof(WriteUps))]
    public void The_figures_of_a_write_up_come_from_scenarios_that_prove_those_rows(string writeUp)
    {
        var marks = FilledDocuments.Marks(File.ReadAllText(Path.Combine(Docs, "write-ups", writeUp))).ToList();

        Assert.NotEmpty(marks);
        Assert.All(marks, mark => Assert.Contains(mark.Id, LabCatalog.All.Find(mark.Scenario)?.Proves ?? []));
    }

    [Fact]
    public void Every_row_of_invalidation_dogpile_and_protocol_has_a_scenario()
    {
        var wanted = Enumerable.Range(1, 13).Select(n => $"A{n}")
            .Concat(Enumerable.Range(1, 12).Select(n => $"B{n}"))
            .Concat(Enumerable.Range(1, 3).Select(n => $"C{n}"));

        Assert.Empty(wanted.Except(LabCatalog.All.Requirements));
    }
}
