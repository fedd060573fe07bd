using CacheFleet.LoadTests.Results;

namespace CacheFleet.Benchmarks.Cases;

/// <summary>One thing that is measured, by a name that the command line knows.</summary>
internal interface IBenchmark
{
    string Name { get; }

    string Title { get; }

    /// <summary>What is measured, how, and against what: one paragraph for the report.</summary>
    string What { get; }

    Task<Findings> RunAsync(Effort effort);
}

/// <summary>
/// How much time there is: seconds for a look, minutes for figures that are to be quoted.
/// </summary>
internal sealed record Effort(bool Short, int Seed)
{
    public int Rounds(int few, int many) => Short ? few : many;

    public TimeSpan Slice => TimeSpan.FromSeconds(Short ? 0.7 : 2);
}
