using System.Collections.Concurrent;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LocalServers;

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

    public virtual IReadOnlyList<string> Listens => [];

    public virtual IReadOnlyList<Knobs> InFull(Knobs given) => [given];

    public bool NeedsFleet => false;

    public abstract Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct);

    async Task<Findings> IScenario.RunAsync(ScenarioContext context, CancellationToken ct)
    {
        try
        {
            return await RunAsync(context, ct);
        }
        catch (ProgramMissingException e)
        {
            throw new ScenarioSkippedException(e.Message, e);
        }
    }

    /// <summary>Makes so many trials, some at once, and shows how far they are.</summary>
    /// <returns>Their outcomes, in no order.</returns>
    private protected async Task<IReadOnlyList<T>> TryAsync<T>(
        ScenarioContext context, string unit, int count, int atOnce,
        Func<int, CancellationToken, Task<T>> trial, CancellationToken ct)
    {
        var done = new ConcurrentBag<T>();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, count),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = ct },
            async (row, stop) =>
            {
                done.Add(await trial(row, stop));
                Show(context, unit, done.Count, count, unit);
            });
        return [.. done];
    }

    private protected void Show(
        ScenarioContext context, string stage, double done, double of, string unit,
        params (string, string)[] figures) =>
        context.Live.Show(new LiveFrame($"{Name}, {stage}", done, of, unit, figures));
}
