namespace NBomber.Contracts;

/// <summary>What an iteration or a step answers.</summary>
public interface IResponse
{
    string StatusCode { get; }

    bool IsError { get; }

    long SizeBytes { get; }

    /// <summary>Milliseconds that replace the measured latency; 0 keeps the measured one.</summary>
    double CustomLatencyMs { get; }

    string Message { get; }
}
