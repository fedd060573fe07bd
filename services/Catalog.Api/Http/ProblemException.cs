using CacheFleet.Caching;

namespace CacheFleet.Catalog.Api.Http;

/// <summary>Ends a request with a problem that its sender can mend; nothing has been changed.</summary>
internal sealed class ProblemException(
    int status, string title, string detail, string? field = null)
    : Exception(detail), INothingWritten
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    /// <summary>The member of the body, the parameter or the header that is wrong.</summary>
    public string? Field { get; } = field;

    public static ProblemException BadField(string field, string detail) =>
        new(StatusCodes.Status400BadRequest, "Bad request", $"'{field}' {detail}", field);

    public static ProblemException NotFound(string what) =>
        new(StatusCodes.Status404NotFound, "Not found", $"There is no {what}.");

    public static ProblemException Conflict(string detail) =>
        new(StatusCodes.Status409Conflict, "Conflict", detail);

    public static ProblemException Precondition(string detail) =>
        new(StatusCodes.Status412PreconditionFailed, "Precondition failed", detail);

    public static ProblemException Unprocessable(string field, string detail) =>
        new(StatusCodes.Status422UnprocessableEntity, "Unprocessable", $"'{field}' {detail}", field);

    public static ProblemException Unavailable(string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, "Unavailable", detail);
}
