using Microsoft.FSharp.Core;

namespace NBomber.Contracts;

/// <summary>An answer with an optional payload (an F# option, as in the real package).</summary>
public sealed record Response<T>(
    string StatusCode,
    bool IsError,
    long SizeBytes,
    double CustomLatencyMs,
    string Message,
    FSharpOption<T> Payload) : IResponse;
