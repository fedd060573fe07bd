namespace CacheFleet.LoadTests.Scenarios;

/// <summary>
/// An option of one scenario, declared beside it and read with <see cref="Knobs.Of"/>. It becomes an
/// option of <c>run</c>, refused beyond its bounds.
/// </summary>
public sealed record Knob(string Name, string What, double Default, double Min, double Max)
{
    /// <summary>Whole numbers only; otherwise any number.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>A time with its unit (500ms, 20s, 2m); the numbers here are its seconds.</summary>
    public bool IsTime { get; init; }

    public static Knob Time(string name, string what, double defaultSeconds, double minSeconds, double maxSeconds) =>
        new(name, what, defaultSeconds, minSeconds, maxSeconds) { IsWhole = false, IsTime = true };
}
