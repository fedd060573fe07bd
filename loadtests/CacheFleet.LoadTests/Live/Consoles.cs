using Spectre.Console;

namespace CacheFleet.LoadTests.Live;

public static class Consoles
{
    // A log is as wide as its longest line: tables there must not be squeezed into 80 columns.
    private const int WidthOfALog = 180;

    /// <summary>
    /// Standard output: colours and pictures on a terminal, plain lines in a pipe or a log.
    /// </summary>
    public static IAnsiConsole Standard() =>
        Console.IsOutputRedirected ? Plain(Console.Out) : AnsiConsole.Console;

    public static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = WidthOfALog;
        return console;
    }
}
