using CacheFleet.LoadTests.Traces;

namespace CacheFleet.LoadTests.Scenarios.Trace;

/// <summary>The accesses of a run, where they are from, and which of them are writes.</summary>
internal sealed record TracePlan(string Source, uint[] Accesses, double WriteRatio, int Seed)
{
    private const int DefaultZipfAccesses = 200_000;
    private const double DefaultWriteRatio = 0.01;
    private const double Chances = 1L << 53;

    public static async Task<TracePlan> MakeAsync(Knobs knobs, CancellationToken ct)
    {
        var writeRatio = knobs.WriteRatio ?? DefaultWriteRatio;
        if (knobs.Trace is { } path)
        {
            if (!File.Exists(path)) throw new ScenarioSkippedException(
                $"there is no trace at {path} (--trace). Leave the option out for the built-in "
                + "Zipf load, or get the file from cache2k-benchmark's traces (README).");
            var accesses = await TraceFile.ReadAsync(path, knobs.Accesses ?? int.MaxValue, ct);
            return new TracePlan(
                Path.GetFileName(path), knobs.Layout.Apply(accesses), writeRatio, knobs.Seed);
        }
        var count = knobs.Accesses ?? DefaultZipfAccesses;
        return new TracePlan(
            FormattableString.Invariant(
                $"Zipf s={knobs.ZipfExponent} over {knobs.ZipfObjects} objects"),
            ZipfTrace.Generate(count, knobs.ZipfObjects, knobs.ZipfExponent, knobs.Seed),
            writeRatio,
            knobs.Seed);
    }

    public ObjectNumber this[long access] => new(Accesses[access % Accesses.Length]);

    /// <summary>
    /// By a hash of seed and place (splitmix64): the same in every run, whoever sends it.
    /// </summary>
    public bool IsWrite(long access)
    {
        var z = ((ulong)access + ((ulong)(uint)Seed << 32)) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) / Chances < WriteRatio;
    }
}
