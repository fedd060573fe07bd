using System.Globalization;
using System.Net;
using System.Text;

namespace NBomber.Engine.Reporting;

/// <summary>A line chart over seconds, from zero upwards.</summary>
internal sealed class SvgChart
{
    private const double Width = 760;
    private const double Height = 230;
    private const double Left = 55;
    private const double Right = Width - 15;
    private const double Top = 30;
    private const double Bottom = Height - 25;

    private readonly StringBuilder _svg = new();
    private readonly double _lastX;
    private readonly double _stepX;
    private readonly double _stepY;
    private readonly double _topY;

    private SvgChart(IReadOnlyList<Series> series)
    {
        var highest = series.Max(one => one.Points.Max(point => point.Y));
        _lastX = series.Max(one => one.Points[^1].X);
        _stepX = NiceStep(_lastX, parts: 8);
        _stepY = NiceStep(highest, parts: 4);
        _topY = _stepY * Math.Max(1, Math.Ceiling(highest / _stepY));
    }

    public static string Draw(string title, IReadOnlyList<Series> series)
    {
        var chart = new SvgChart(series);
        var name = WebUtility.HtmlEncode(title);
        chart.Add($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\"><title>{name}</title>");
        chart.Add($"<text x=\"{Left}\" y=\"15\">{name}</text>");
        chart.AddAxes();
        for (var i = 0; i < series.Count; i++)
            chart.AddSeries(series[i], legend: Right - 60 * (3 - i));
        chart.Add($"</svg>");
        return chart._svg.ToString();
    }

    private void AddAxes()
    {
        for (var value = 0.0; value <= _topY + _stepY / 2; value += _stepY)
        {
            var y = Y(value);
            Add($"<line class=\"axis\" x1=\"{Left}\" x2=\"{Right}\" ");
            Add($"y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>");
            Add($"<text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">");
            Add($"{value:0.###}</text>");
        }
        for (var value = 0.0; value <= _lastX; value += _stepX)
        {
            Add($"<text x=\"{X(value):0.#}\" y=\"{Height - 8}\" text-anchor=\"middle\">");
            Add($"{value:0.#} s</text>");
        }
    }

    private void AddSeries(Series series, double legend)
    {
        Add($"<polyline class=\"line\" style=\"stroke:var({series.Color})\" points=\"");
        foreach (var (x, y) in series.Points)
            Add($"{X(x):0.#},{Y(y):0.#} ");
        Add($"\"/><text x=\"{legend}\" y=\"15\" style=\"fill:var({series.Color})\">");
        Add($"{WebUtility.HtmlEncode(series.Name)}</text>");
    }

    private double X(double x) => Left + x / _lastX * (Right - Left);

    private double Y(double y) => Bottom - y / _topY * (Bottom - Top);

    private void Add(FormattableString text) =>
        _svg.Append(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>1, 2 or 5 times a power of ten that cuts the range into about so many.</summary>
    private static double NiceStep(double range, int parts)
    {
        if (range <= 0)
            return 1;
        var rough = range / parts;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }

    internal sealed record Series(
        string Name, string Color, IReadOnlyList<(double X, double Y)> Points);
}
