using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// A load with an arrangement, a measurement and a judgement. It leaves the fleet as it found it.
/// </summary>
public interface IScenario
{
    string Name { get; }

    /// <summary>
    /// The ids of the requirements that it proves: each gets a <see cref="Proof"/>.
    /// </summary>
    IReadOnlyList<string> Proves { get; }

    string Title { get; }

    /// <summary>What happens, in two sentences that a reader of the report needs.</summary>
    string What { get; }

    /// <summary>
    /// The shared options of <c>run</c> that it listens to, beside those that all do.
    /// </summary>
    IReadOnlyList<string> Listens => [];

    /// <summary>Options that only this scenario has.</summary>
    IReadOnlyList<Knob> OwnKnobs => [];

    /// <summary>False if it starts all servers that it needs itself.</summary>
    bool NeedsFleet => true;

    /// <summary>When <c>run --all</c> gives it up and goes on to the next.</summary>
    TimeSpan Limit => TimeSpan.FromMinutes(3);

    /// <summary>
    /// The runs that prove its requirements, for <c>run --all</c> and <c>run A3</c>: sizes that two
    /// cores can bear, and one run for each mode.
    /// </summary>
    IReadOnlyList<Knobs> InFull(Knobs given) => [given];

    Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct);
}
