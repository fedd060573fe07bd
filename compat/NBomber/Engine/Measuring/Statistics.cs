using NBomber.Contracts.Stats;

namespace NBomber.Engine.Measuring;

/// <summary>Turns measurements into the statistics that users see.</summary>
internal static class Statistics
{
    public static ScenarioStats Of(
        string scenario, int order, Measurements all, TimeSpan loaded, TimeSpan duration,
        LoadSimulationStats simulation, OperationType operation)
    {
        var steps = all.Steps.OrderBy(one => one.Value.Order).Select(one => new StepStats(
            one.Key,
            Of(one.Value.Ok, one.Value, loaded, isError: false),
            Of(one.Value.Fail, one.Value, loaded, isError: true),
            one.Value.Order)).ToArray();
        var ok = Of(all.Iterations.Ok, all.Iterations, loaded, isError: false);
        var fail = Of(all.Iterations.Fail, all.Iterations, loaded, isError: true);
        return new ScenarioStats(
            scenario,
            ok with { StatusCodes = Merge(ok, steps.Select(step => step.Ok)) },
            fail with { StatusCodes = Merge(fail, steps.Select(step => step.Fail)) },
            steps, simulation, operation,
            ok.Request.Count + fail.Request.Count, ok.Request.Count, fail.Request.Count,
            ok.DataTransfer.AllBytes + fail.DataTransfer.AllBytes, duration, order);
    }

    private static MeasurementStats Of(
        Tally tally, Outcomes both, TimeSpan loaded, bool isError)
    {
        var all = both.Ok.Count + both.Fail.Count;
        return new MeasurementStats(
            new RequestStats(tally.Count, Rate(tally.Count, loaded), Share(tally.Count, all)),
            Latency(tally),
            Bytes(tally),
            [.. tally.Codes.OrderBy(code => code.Key, StringComparer.Ordinal).Select(code =>
                new StatusCodeStats(
                    code.Key, isError, code.Value.Message, code.Value.Count,
                    Share(code.Value.Count, all)))]);
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

    /// <summary>A scenario's codes are its own and those of its steps.</summary>
    private static StatusCodeStats[] Merge(
        MeasurementStats own, IEnumerable<MeasurementStats> steps)
    {
        var all = own.StatusCodes.Concat(steps.SelectMany(step => step.StatusCodes)).ToArray();
        var sum = all.Sum(code => code.Count);
        return [.. all.GroupBy(code => code.StatusCode)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.First() with
            {
                Count = group.Sum(code => code.Count),
                Percent = group.Count() == 1
                    ? group.First().Percent
                    : Share(group.Sum(code => code.Count), sum),
            })];
    }

    /// <summary>Runs shorter than a second count as one, as in the real package.</summary>
    private static double Rate(int count, TimeSpan loaded) =>
        Math.Round(count / Math.Max(1, loaded.TotalSeconds), 1);

    private static int Share(int count, int all) =>
        all == 0 ? 0 : (int)Math.Round(100.0 * count / all, MidpointRounding.AwayFromZero);

    private static double Ms(double microseconds) => Math.Round(microseconds / 1000, 2);
}
