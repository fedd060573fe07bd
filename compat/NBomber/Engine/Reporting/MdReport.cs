using System.Text;

namespace NBomber.Engine.Reporting;

/// <summary>Markdown with pipe tables.</summary>
internal static class MdReport
{
    private static readonly TextTables Pens = new(
        (text, heading) => text.AppendLine().AppendLine($"## {heading}").AppendLine(),
        (text, line) => text.AppendLine(line).AppendLine(),
        Table);

    public static string Of(ReportContent content) => Pens.Of(content).TrimStart();

    private static void Table(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        text.AppendLine(Row(rows[0]));
        text.AppendLine(Row([.. rows[0].Select(_ => "---")]));
        foreach (var row in rows.Skip(1))
            text.AppendLine(Row(row));
        text.AppendLine();
    }

    // A pipe or a line break inside a cell would begin a new one.
    private static string Row(string[] cells)
    {
        var safe = cells.Select(cell => cell.Replace("|", "\\|").ReplaceLineEndings(" "));
        return $"|{string.Join('|', safe)}|";
    }
}
