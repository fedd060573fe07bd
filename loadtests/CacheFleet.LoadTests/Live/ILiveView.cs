namespace CacheFleet.LoadTests.Live;

/// <summary>Where a scenario shows how far it is.</summary>
public interface ILiveView
{
    void Show(LiveFrame frame);
}

/// <summary>
/// <paramref name="Done"/> of <paramref name="Of"/> <paramref name="Unit"/>, and the figures so far
/// by name.
/// </summary>
public sealed record LiveFrame(
    string Stage, double Done, double Of, string Unit,
    IReadOnlyList<(string Name, string Value)> Figures);
