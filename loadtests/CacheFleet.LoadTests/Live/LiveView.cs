using System.Globalization;
using Spectre.Console;

namespace CacheFleet.LoadTests.Live;

/// <summary>
/// On a terminal a picture that changes in place; elsewhere (a pipe, the dashboard's console log) a
/// line now and then, at once for a new stage.
/// </summary>
public sealed class LiveView(IAnsiConsole console, TimeProvider clock) : ILiveView
{
    private const int BarWidth = 40;
    private static readonly TimeSpan BetweenPictures = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private LiveDisplayContext? _picture;
    private string _stage = "";
    private long _shownAt;

    public async Task<T> WhileAsync<T>(Func<Task<T>> work)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
            return await work();
        try
        {
            return await console.Live(new Text("")).AutoClear(true).StartAsync(picture =>
            {
                _picture = picture;
                return work();
            });
        }
        finally
        {
            _picture = null;
        }
    }

    public void Show(LiveFrame frame)
    {
        lock (_gate)
        {
            var pause = _picture is null ? BetweenLines : BetweenPictures;
            var isNew = frame.Stage != _stage;
            if (!isNew && frame.Done < frame.Of && clock.GetElapsedTime(_shownAt) < pause) return;
            _stage = frame.Stage;
            _shownAt = clock.GetTimestamp();
            if (_picture is { } picture) picture.UpdateTarget(Draw(frame));
            else console.WriteLine(Line(frame));
        }
    }

    private static string Line(LiveFrame frame) =>
        $"{frame.Stage}: {Progress(frame)}"
        + string.Concat(frame.Figures.Select(figure => $" · {figure.Name} {figure.Value}"));

    private static string Progress(LiveFrame frame) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{frame.Done:#,0} of {frame.Of:#,0} {frame.Unit}");

    private static Panel Draw(LiveFrame frame)
    {
        var share = frame.Of > 0 ? Math.Clamp(frame.Done / frame.Of, 0, 1) : 0;
        var full = (int)(share * BarWidth);
        var grid = new Grid().AddColumn().AddColumn();
        grid.AddRow(
            new Markup(
                $"[green]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/]"),
            new Text(Progress(frame)));
        foreach (var (name, value) in frame.Figures) grid.AddRow(new Text(name), new Text(value));
        return new Panel(grid) { Header = new PanelHeader(Markup.Escape(frame.Stage)) };
    }
}
