using NBomber.Contracts;

namespace NBomber.Engine.Measuring;

/// <summary>One name's outcomes.</summary>
internal sealed class Outcomes(int order)
{
    public int Order => order;

    public Tally Ok { get; } = new();

    public Tally Fail { get; } = new();

    public int Count => Ok.Count + Fail.Count;

    public void Add(Outcomes other)
    {
        Ok.Add(other.Ok);
        Fail.Add(other.Fail);
    }
}

/// <summary>A scenario's iterations and steps over some stretch of time. Not safe for several
/// threads.</summary>
internal sealed class Measurements
{
    public Outcomes Iterations { get; } = new(0);

    public Dictionary<string, Outcomes> Steps { get; } = [];

    public void RecordStep(string step, IResponse response, TimeSpan latency)
    {
        var outcomes = OfStep(step);
        var tally = response.IsError ? outcomes.Fail : outcomes.Ok;
        tally.Record(response, latency, response.SizeBytes);
    }

    /// <param name="response">What the iteration answered.</param>
    /// <param name="latency">Of the whole iteration.</param>
    /// <param name="stepBytes">What its steps transferred: an iteration moves that plus its
    /// own.</param>
    public void RecordIteration(IResponse response, TimeSpan latency, long stepBytes)
    {
        var tally = response.IsError ? Iterations.Fail : Iterations.Ok;
        tally.Record(response, latency, response.SizeBytes + stepBytes);
    }

    public void Add(Measurements other)
    {
        Iterations.Add(other.Iterations);
        foreach (var (step, outcomes) in other.Steps)
            OfStep(step).Add(outcomes);
    }

    private Outcomes OfStep(string step)
    {
        if (!Steps.TryGetValue(step, out var outcomes))
            Steps[step] = outcomes = new Outcomes(Steps.Count + 1);
        return outcomes;
    }
}
