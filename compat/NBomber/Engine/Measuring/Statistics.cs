using NBomber.Contracts.Stats;

namespace NBomber.Engine.Measuring;

/// <summary>Turns measurements into the statistics that users see.</summary>
internal static class Statistics
{
    public static ScenarioStats Of(
        string scenario, int order, Measurements all, TimeSpan loaded, TimeSpan duration,
        LoadSimulationStats simulation, OperationType operation)
    {
        Outcomes[] parts = [all.Iterations, .. all.Steps.Values];
        var steps = all.Steps.OrderBy(one => one.Value.Order).Select(one => new StepStats(
            one.Key,
            Of(one.Value, [one.Value], loaded, isError: false),
            Of(one.Value, [one.Value], loaded, isError: true),
            one.Value.Order)).ToArray();
        var ok = Of(all.Iterations, parts, loaded, isError: false);
        var fail = Of(all.Iterations, parts, loaded, isError: true);
        var okCount = parts.Sum(one => one.Ok.Count);
        var failCount = parts.Sum(one => one.Fail.Count);
        return new ScenarioStats(
            scenario, ok, fail, steps, simulation, operation,
            okCount + failCount, okCount, failCount,
            ok.DataTransfer.AllBytes + fail.DataTransfer.AllBytes, duration, order);
    }

    private static MeasurementStats Of(
        Outcomes outcomes, Outcomes[] withCodes, TimeSpan loaded, bool isError)
    {
        var tally = isError ? outcomes.Fail : outcomes.Ok;
        return new MeasurementStats(
            new RequestStats(
                tally.Count, Rate(tally.Count, loaded), Share(tally.Count, outcomes.Count)),
            Latency(tally), Bytes(tally), StatusCodes(withCodes, isError));
    }

    /// <summary>A scenario's codes are its own and those of its steps. Percent is of all answers of
    /// those parts that give codes at all.</summary>
    private static StatusCodeStats[] StatusCodes(Outcomes[] parts, bool isError)
    {
        var all = parts.Where(one => one.Ok.Codes.Count + one.Fail.Codes.Count > 0)
            .Sum(one => one.Count);
        return [.. parts.SelectMany(one => (isError ? one.Fail : one.Ok).Codes)
            .GroupBy(code => code.Key)
            .OrderBy(code => code.Key, StringComparer.Ordinal)
            .Select(code => (
                code.Key, code.First().Value.Message, Count: code.Sum(one => one.Value.Count)))
            .Select(code => new StatusCodeStats(
                code.Key, isError, code.Message, code.Count, Share(code.Count, all)))];
    }

    private static LatencyStats Latency(Tally tally)
    {
        var spread = tally.Latency;
        return new LatencyStats(
            Ms(tally.Count == 0 ? 0 : spread.Least), Ms(spread.Mean), Ms(spread.Greatest),
            Ms(spread.Percentile(50)), Ms(spread.Percentile(75)),
            Ms(spread.Percentile(95)), Ms(spread.Percentile(99)), Ms(spread.Deviation),
            new LatencyCount(
                tally.UpTo800Ms,
                tally.Count - tally.UpTo800Ms - tally.From1200Ms,
                tally.From1200Ms));
    }

    private static DataTransferStats Bytes(Tally tally)
    {
        var spread = tally.Bytes;
        return new DataTransferStats(
            spread.Count == 0 ? 0 : spread.Least, (long)spread.Mean, spread.Greatest,
            spread.Percentile(50), spread.Percentile(75), spread.Percentile(95),
            spread.Percentile(99), Math.Round(spread.Deviation, 2), tally.AllBytes);
    }

    /// <summary>Runs shorter than a second count as one, as in the real package.</summary>
    private static double Rate(int count, TimeSpan loaded) =>
        Math.Round(count / Math.Max(1, loaded.TotalSeconds), 1);

    private static int Share(int count, int all) =>
        all == 0 ? 0 : (int)Math.Round(100.0 * count / all, MidpointRounding.AwayFromZero);

    private static double Ms(double microseconds) => Math.Round(microseconds / 1000, 2);
}
