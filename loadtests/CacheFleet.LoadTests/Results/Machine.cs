using System.Runtime.InteropServices;

namespace CacheFleet.LoadTests.Results;

/// <summary>
/// Where the figures were taken, as far as they depend on it; nothing that identifies the machine.
/// </summary>
public sealed record Machine(
    int Cores, double MemoryGb, string Os, string Architecture, string Runtime)
{
    private const double BytesPerGb = 1024 * 1024 * 1024;

    public static Machine Here() => new(
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerGb, 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.OSArchitecture.ToString(),
        RuntimeInformation.FrameworkDescription);

    public override string ToString() =>
        FormattableString.Invariant(
            $"{Cores} cores, {MemoryGb} GB, {Architecture}, {Os}, {Runtime}");
}
