using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;

namespace CacheFleet.Lab;

/// <summary>
/// A scenario on servers of its own: it starts what it needs in a folder of its own, and nothing of
/// it is left afterwards.
/// </summary>
public abstract class LocalScenario : IScenario
{
    public abstract string Name { get; }

    public abstract IReadOnlyList<string> Proves { get; }

    public abstract string Title { get; }

    public abstract string What { get; }

    public virtual IReadOnlyList<Knob> OwnKnobs => [];

    public bool NeedsFleet => false;

    public abstract Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct);

    private protected void Show(
        ScenarioContext context, string stage, double done, double of, string unit,
        params (string, string)[] figures) =>
        context.Live.Show(new LiveFrame($"{Name}, {stage}", done, of, unit, figures));
}
