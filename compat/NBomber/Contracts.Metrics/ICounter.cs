namespace NBomber.Contracts.Metrics;

/// <summary>A cumulative number.</summary>
public interface ICounter
{
    string MetricName { get; }

    string UnitOfMeasure { get; }

    void Add(long value);
}

/// <summary>A number that goes up and down: the last one set.</summary>
public interface IGauge
{
    string MetricName { get; }

    string UnitOfMeasure { get; }

    void Set(double value);
}
