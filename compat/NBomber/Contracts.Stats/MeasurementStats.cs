namespace NBomber.Contracts.Stats;

public sealed record StatusCodeStats(
    string StatusCode, bool IsError, string Message, int Count, int Percent);

public sealed record RequestStats(int Count, double RPS, int Percent);

public sealed record LatencyCount(int LessOrEq800, int More800Less1200, int MoreOrEq1200);

/// <summary>Milliseconds. Minimum, mean, maximum and deviation are exact; a percentile is at most
/// 0.1 % above the true one.</summary>
public sealed record LatencyStats(
    double MinMs,
    double MeanMs,
    double MaxMs,
    double Percent50,
    double Percent75,
    double Percent95,
    double Percent99,
    double StdDev,
    LatencyCount LatencyCount);

public sealed record DataTransferStats(
    long MinBytes,
    long MeanBytes,
    long MaxBytes,
    long Percent50,
    long Percent75,
    long Percent95,
    long Percent99,
    double StdDev,
    long AllBytes);

public sealed record MeasurementStats(
    RequestStats Request,
    LatencyStats Latency,
    DataTransferStats DataTransfer,
    StatusCodeStats[] StatusCodes);
