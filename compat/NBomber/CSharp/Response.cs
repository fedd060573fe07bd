using Microsoft.FSharp.Core;
using NBomber.Contracts;

namespace NBomber.CSharp;

/// <summary>Makes the answers of iterations and steps.</summary>
public static class Response
{
    public static Response<object> Ok() => Make<object>(false, "", 0, "", 0);

    public static Response<object> Fail() => Make<object>(true, "", 0, "", 0);

    public static Response<object> Ok(
        string statusCode = "", long sizeBytes = 0, string message = "",
        double customLatencyMs = 0) =>
        Make<object>(false, statusCode, sizeBytes, message, customLatencyMs);

    public static Response<T> Ok<T>(
        string statusCode = "", long sizeBytes = 0, string message = "",
        double customLatencyMs = 0) =>
        Make<T>(false, statusCode, sizeBytes, message, customLatencyMs);

    public static Response<T> Ok<T>(
        T payload, string statusCode = "", long sizeBytes = 0, string message = "",
        double customLatencyMs = 0) =>
        Make(false, statusCode, sizeBytes, message, customLatencyMs, payload);

    public static Response<object> Fail(
        string statusCode = "", string message = "", long sizeBytes = 0,
        double customLatencyMs = 0) =>
        Make<object>(true, statusCode, sizeBytes, message, customLatencyMs);

    public static Response<T> Fail<T>(
        string statusCode = "", string message = "", long sizeBytes = 0,
        double customLatencyMs = 0) =>
        Make<T>(true, statusCode, sizeBytes, message, customLatencyMs);

    public static Response<T> Fail<T>(
        T payload, string statusCode = "", string message = "", long sizeBytes = 0,
        double customLatencyMs = 0) =>
        Make(true, statusCode, sizeBytes, message, customLatencyMs, payload);

    private static Response<T> Make<T>(
        bool isError, string statusCode, long sizeBytes, string message, double latencyMs) =>
        new(statusCode, isError, sizeBytes, latencyMs, message ?? "", FSharpOption<T>.None);

    private static Response<T> Make<T>(
        bool isError, string statusCode, long sizeBytes, string message, double latencyMs,
        T payload) =>
        new(statusCode, isError, sizeBytes, latencyMs, message ?? "",
            FSharpOption<T>.Some(payload));
}
