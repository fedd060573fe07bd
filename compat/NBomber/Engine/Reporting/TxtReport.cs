using System.Text;

namespace NBomber.Engine.Reporting;

/// <summary>Plain text with columns padded to their widest cell.</summary>
internal static class TxtReport
{
    private static readonly TextTables Pens = new(
        (text, heading) => text.AppendLine().AppendLine(heading).AppendLine(new string('-', 60)),
        (text, line) => text.AppendLine(line),
        Table);

    public static string Of(ReportContent content) => Pens.Of(content);

    private static void Table(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length)
            .Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => cell.PadRight(widths[column]));
            text.AppendLine($"| {string.Join(" | ", cells)} |");
        }
        text.AppendLine();
    }
}
