using System.Net;
using System.Text;
using CacheFleet.LoadTests.Results;
using static System.FormattableString;

namespace CacheFleet.LoadTests.Reporting;

/// <summary>A chart as a picture, for documents that run no script.</summary>
internal sealed class SvgChart
{
    private const int Width = 720;
    private const int Height = 340;
    private const int Left = 64;
    private const int Right = 12;
    private const int Top = 34;
    private const int Bottom = 92;
    private const int PlotWidth = Width - Left - Right;
    private const int PlotHeight = Height - Top - Bottom;
    private const int MostLabels = 12;
    private const double ShareOfBars = 0.8;

    // The page's own (report.js).
    private static readonly string[] Palette =
        ["#d1343c", "#2a6fdb", "#2a9d4a", "#e08a00", "#8a4fd0", "#00a0a8", "#c2489c", "#777777"];

    private readonly StringBuilder _svg = new();
    private readonly Chart _chart;
    private readonly SvgScale _scale;

    private SvgChart(Chart chart)
    {
        _chart = chart;
        var largest = Enumerable.Range(0, chart.Labels.Count).Select(at =>
        {
            var values = chart.Series.Select(series => series.Values.ElementAtOrDefault(at) ?? 0);
            return chart.Stacked ? values.Sum() : values.DefaultIfEmpty().Max();
        }).DefaultIfEmpty().Max();
        _scale = new SvgScale(largest, chart.LogarithmicY);
    }

    private double Slot => (double)PlotWidth / _chart.Labels.Count;

    public static string Draw(Chart chart) => new SvgChart(chart).Draw();

    private string Draw()
    {
        _svg.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" "))
            .Append("font-family=\"system-ui, sans-serif\" font-size=\"11\">")
            .Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        Text(Left, 18, _chart.Title, "font-size=\"13\" font-weight=\"600\"");
        DrawAxes();
        for (var n = 0; n < _chart.Series.Count; n++)
        {
            if (_chart.Kind == ChartKind.Line) DrawLine(n);
            else DrawBars(n);
        }
        DrawLegend();
        return _svg.Append("</svg>\n").ToString();
    }

    private void DrawAxes()
    {
        foreach (var tick in _scale.Ticks)
        {
            Line(Left, Y(tick), Width - Right, Y(tick), "#ddd");
            Text(Left - 6, Y(tick) + 4, Invariant($"{tick:#,0.##}"), "text-anchor=\"end\"");
        }
        Text(14, Top + (PlotHeight / 2.0), _chart.YTitle,
            Invariant($"text-anchor=\"middle\" transform=\"rotate(-90 14 {Top + (PlotHeight / 2)})\""));
        var every = (_chart.Labels.Count + MostLabels - 1) / MostLabels;
        var longest = _chart.Labels.Max(label => label.Length);
        for (var at = 0; at < _chart.Labels.Count; at += Math.Max(1, every))
        {
            var (x, y) = (Left + (Slot * (at + 0.5)), Top + PlotHeight + 15);
            var slanted = longest * 7 > Slot * Math.Max(1, every);
            Text(x, y, _chart.Labels[at], slanted
                ? Invariant($"text-anchor=\"end\" transform=\"rotate(-18 {x:0.#} {y})\"")
                : "text-anchor=\"middle\"");
        }
        Text(Left + (PlotWidth / 2.0), Height - 30, _chart.XTitle, "text-anchor=\"middle\" fill=\"#555\"");
    }

    private void DrawBars(int series)
    {
        var beside = _chart.Stacked ? 1 : _chart.Series.Count;
        var width = Slot * ShareOfBars / beside;
        for (var at = 0; at < _chart.Labels.Count; at++)
        {
            if (_chart.Series[series].Values.ElementAtOrDefault(at) is not { } value) continue;
            var below = !_chart.Stacked ? 0
                : _chart.Series.Take(series).Sum(one => one.Values.ElementAtOrDefault(at) ?? 0);
            var x = Left + (Slot * (at + ((1 - ShareOfBars) / 2))) + (_chart.Stacked ? 0 : series * width);
            var (top, bottom) = (Y(below + value), Y(below));
            _svg.Append(Invariant($"<rect x=\"{x:0.##}\" y=\"{top:0.##}\" width=\"{width:0.##}\" "))
                .Append(Invariant($"height=\"{bottom - top:0.##}\" fill=\"{ColourOf(series)}\"/>"));
        }
    }

    private void DrawLine(int series)
    {
        var points = _chart.Series[series].Values.Select((value, at) => (value, at))
            .Where(point => point.value is not null)
            .Select(point => Invariant($"{Left + (Slot * (point.at + 0.5)):0.##},{Y(point.value!.Value):0.##}"));
        _svg.Append($"<polyline fill=\"none\" stroke=\"{ColourOf(series)}\" stroke-width=\"2\" points=\"")
            .AppendJoin(' ', points).Append("\"/>");
    }

    private void DrawLegend()
    {
        var x = (double)Left;
        for (var n = 0; n < _chart.Series.Count; n++)
        {
            _svg.Append(Invariant($"<rect x=\"{x:0.#}\" y=\"{Height - 19}\" width=\"10\" height=\"10\" "))
                .Append($"fill=\"{ColourOf(n)}\"/>");
            Text(x + 14, Height - 10, _chart.Series[n].Name);
            x += 30 + (_chart.Series[n].Name.Length * 6.2);
        }
    }

    private double Y(double value) => Top + (PlotHeight * (1 - _scale.At(value)));

    private static string ColourOf(int series) => Palette[series % Palette.Length];

    private void Line(double x1, double y1, double x2, double y2, string colour) => _svg.Append(Invariant(
        $"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"{colour}\"/>"));

    private void Text(double x, double y, string text, string attributes = "") => _svg
        .Append(Invariant($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" {attributes}>"))
        .Append(WebUtility.HtmlEncode(text)).Append("</text>");
}
