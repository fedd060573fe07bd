namespace CacheFleet.LoadTests.Results;

/// <summary>A drawing of a result: bars or lines over labelled places on the x axis.</summary>
public sealed record Chart(string Title, ChartKind Kind, string XTitle, string YTitle)
{
    public required IReadOnlyList<string> Labels { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>For values that lie orders of magnitude apart.</summary>
    public bool LogarithmicY { get; init; }

    public bool Stacked { get; init; }
}

public enum ChartKind
{
    Bar,
    Line,
}

/// <summary>Values by label; null where there is none.</summary>
public sealed record ChartSeries(string Name, IReadOnlyList<double?> Values);
