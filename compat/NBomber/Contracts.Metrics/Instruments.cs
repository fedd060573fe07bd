namespace NBomber.Contracts.Metrics;

/// <summary>Counts nothing until a scenario has registered it, as the real one.</summary>
internal sealed class Counter(string metricName, string unitOfMeasure) : ICounter
{
    private long _value;
    private volatile bool _registered;

    public string MetricName => metricName;

    public string UnitOfMeasure => unitOfMeasure;

    internal long Value => Interlocked.Read(ref _value);

    public void Add(long value)
    {
        if (_registered)
            Interlocked.Add(ref _value, value);
    }

    internal void Start() => _registered = true;

    internal void Reset() => Interlocked.Exchange(ref _value, 0);
}

/// <inheritdoc cref="Counter"/>
internal sealed class Gauge(string metricName, string unitOfMeasure) : IGauge
{
    private double _value;
    private volatile bool _registered;

    public string MetricName => metricName;

    public string UnitOfMeasure => unitOfMeasure;

    internal double Value => Volatile.Read(ref _value);

    public void Set(double value)
    {
        if (_registered)
            Volatile.Write(ref _value, value);
    }

    internal void Start() => _registered = true;

    internal void Reset() => Volatile.Write(ref _value, 0);
}
