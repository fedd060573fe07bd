using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// A load with an arrangement, a measurement and a judgement. It leaves the fleet as it found it.
/// </summary>
public interface IScenario
{
    string Name { get; }

    /// <summary>The requirements that it shows.</summary>
    string Rows { get; }

    string Title { get; }

    /// <summary>What happens, in two sentences that a reader of the report needs.</summary>
    string What { get; }

    /// <summary>The options of <c>run</c> that it listens to, beside those that all do.</summary>
    IReadOnlyList<string> Listens { get; }

    Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct);
}
