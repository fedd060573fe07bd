using CacheFleet.Caching;
using CacheFleet.Caching.Postgres.Buffering;
using CacheFleet.Catalog.Api.Instances;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace CacheFleet.Catalog.Api.Http;

/// <summary>Makes problem details (RFC 9457) of whatever ended a request.</summary>
internal sealed partial class Problems(InstanceIdentity instance, ILogger<Problems> log)
    : IExceptionHandler
{
    private const string RetryAfterSeconds = "1";

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var aborted = httpContext.RequestAborted.IsCancellationRequested;
        if (exception is OperationCanceledException && aborted)
        {
            // Nobody is there to read an answer.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        // What the endpoint had set is gone by now.
        httpContext.Response.Headers[InstanceHeader.Name] = instance.Id;
        var problem = Of(exception);
        if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            var request = httpContext.Request;
            LogFailed(request.Method, request.Path, problem.Status, exception);
        }
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        await Result(problem).ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemException Of(Exception exception) => exception switch
    {
        ProblemException problem => problem,
        BadHttpRequestException bad =>
            new ProblemException(bad.StatusCode, "Bad request", bad.Message),
        OriginOverloadedException busy => ProblemException.Unavailable(busy.Message),
        BufferFullException full => ProblemException.Unavailable(full.Message),
        NpgsqlException or TimeoutException => ProblemException.Unavailable(
            "The database did not answer. A change that was being committed is in doubt."),
        _ => new ProblemException(StatusCodes.Status500InternalServerError,
            "Internal error", "The request failed; the log of this instance says why."),
    };

    private static IResult Result(ProblemException problem) => problem.Field is { } field
        ? Results.ValidationProblem(
            new Dictionary<string, string[]> { [field] = [problem.Message] },
            problem.Message, statusCode: problem.Status, title: problem.Title)
        : Results.Problem(problem.Message, statusCode: problem.Status, title: problem.Title);

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "{Method} {Path} answered {Status}")]
    private partial void LogFailed(string method, string path, int status, Exception error);
}
