namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>What befalls a process, or a link.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL; started again after a while.</summary>
    Kill,

    /// <summary>SIGSTOP; SIGCONT after a while.</summary>
    Pause,

    /// <summary>SIGTERM, and started again at once.</summary>
    Restart,

    /// <summary>A link's connections end, and no other gets through; mended after a while.</summary>
    Cut,

    /// <summary>SIGKILL; started again after as long as <c>--away</c> says.</summary>
    Away,
}

/// <summary>What a fault may strike.</summary>
internal sealed record FaultAim(string Resource, bool IsLink = false);

/// <summary>
/// One fault as it was drawn: when after the load's beginning, for how long, and which of several
/// replicas.
/// </summary>
internal sealed record Fault(
    string Resource, FaultKind Kind, TimeSpan After, TimeSpan For, double Which)
{
    public string Name => $"{Kind.ToString().ToLowerInvariant()} {Resource}";

    /// <summary>How it begins, and how it ends; a restart is one order.</summary>
    public (string Begin, string? End) Orders => Kind switch
    {
        FaultKind.Pause => ("pause", "resume"),
        FaultKind.Cut => ("cut", "mend"),
        FaultKind.Restart => ("restart", null),
        _ => ("kill", "start"),
    };
}
