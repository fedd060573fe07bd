namespace NBomber.Contracts;

/// <summary>A share of a cluster's data; alone on one node it is 1 of 1.</summary>
public sealed record ScenarioPartition(int Number, int Count)
{
    public static ScenarioPartition Empty { get; } = new(1, 1);
}
