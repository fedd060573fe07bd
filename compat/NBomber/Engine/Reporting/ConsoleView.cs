using NBomber.Contracts;
using NBomber.Engine.Measuring;
using Spectre.Console;

namespace NBomber.Engine.Reporting;

/// <summary>A line of live figures per scenario and second on the console.</summary>
internal sealed class ConsoleView : IDisposable
{
    private readonly IReadOnlyList<Ledger> _ledgers;
    private readonly bool _visible;

    private ConsoleView(IReadOnlyList<Ledger> ledgers, bool visible) =>
        (_ledgers, _visible) = (ledgers, visible);

    public static ConsoleView Start(NBomberContext context, IReadOnlyList<Ledger> ledgers) =>
        new(ledgers, context.ConsoleMetrics);

    public void Show(TimeSpan at)
    {
        if (!_visible)
            return;
        foreach (var ledger in _ledgers)
        {
            var second = ledger.Seconds[^1];
            AnsiConsole.MarkupLineInterpolated(
                $"[grey]{at:mm\\:ss}[/] {ledger.Run.Name} ok {second.OkPerSecond:0}/s p99 {second.P99Ms:0.0} ms");
        }
    }

    public void Dispose()
    {
    }
}
