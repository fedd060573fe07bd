using NBomber.Contracts;
using NBomber.CSharp;

namespace NBomber.Engine.Running;

/// <summary>Answers for iterations that gave none. Codes as in the real package, but for the
/// last.</summary>
internal static class StandardResponses
{
    private const string TimeoutCode = "-100";
    private const string UnhandledCode = "-101";
    private const string InFlightLimitCode = "in-flight-limit";

    public static Response<T> Timeout<T>() =>
        Response.Fail<T>(statusCode: TimeoutCode, message: "operation timeout");

    public static Response<T> Unhandled<T>(Exception error) =>
        Response.Fail<T>(statusCode: UnhandledCode, message: error.Message);

    public static IResponse InFlightLimit(int limit) =>
        Response.Fail(
            statusCode: InFlightLimitCode, message: Surroundings.InFlightLimitReached(limit));
}
