using CacheFleet.LoadTests.Traces;

namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// What can be turned at a scenario; a null stands for the scenario's own default.
/// </summary>
public sealed record Knobs
{
    /// <summary>Those that were asked for by name, if any were.</summary>
    public IReadOnlyList<LabPolicy>? Chosen { get; init; }

    public IReadOnlyList<LabPolicy> Policies => Chosen ?? LabPolicies.All;

    public int Seed { get; init; } = 1;

    /// <summary>The scenarios' own knobs that were turned, by name.</summary>
    public IReadOnlyDictionary<string, double> Own { get; init; } = new Dictionary<string, double>();

    public double Of(Knob knob) => Own.TryGetValue(knob.Name, out var value) ? value : knob.Default;

    public int Whole(Knob knob) => (int)Of(knob);

    public TimeSpan Time(Knob knob) => TimeSpan.FromSeconds(Of(knob));

    /// <summary>
    /// The same with another value of a scenario's own knob, unless it was turned already.
    /// </summary>
    public Knobs Default(Knob knob, double value) => Own.ContainsKey(knob.Name)
        ? this
        : this with { Own = new Dictionary<string, double>(Own) { [knob.Name] = value } };

    /// <summary>Requests of one herd.</summary>
    public int Herd { get; init; } = 1000;

    /// <summary>Expiries per policy.</summary>
    public int? Expiries { get; init; }

    public bool KillOne { get; init; }

    /// <summary>Forced trials of the race per policy.</summary>
    public int Trials { get; init; } = 50;

    public bool Free { get; init; }

    /// <summary>Requests per second of an open-model load.</summary>
    public int? Rate { get; init; }

    public TimeSpan During { get; init; } = TimeSpan.FromSeconds(20);

    public string? Trace { get; init; }

    public TraceLayout Layout { get; init; }

    public bool AsFastAsPossible { get; init; }

    /// <summary>At most so many accesses of the trace.</summary>
    public int? Accesses { get; init; }

    public int Connections { get; init; } = 96;

    /// <summary>Requests that a connection sends before it reads the answers.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>Share of requests that are writes.</summary>
    public double? WriteRatio { get; init; }

    public int ZipfObjects { get; init; } = 50_000;

    public double ZipfExponent { get; init; } = 0.99;
}
