using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CacheFleet.ServiceDefaults;

/// <summary>
/// Gives a recorded request's span the name and attributes of the semantic conventions that are known only once the
/// request is routed and answered; ASP.NET Core itself sets those known at its start.
/// </summary>
internal static class HttpSpans
{
    private const string SuppressTags =
        "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    /// <summary>Has ASP.NET Core set method, scheme and path on the span: the sampler decides by them.</summary>
    public static void TagAtStart() => AppContext.SetSwitch(SuppressTags, false);

    public static void UseHttpSpans(this WebApplication app) => app.Use((context, next) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span
            ? CompleteAsync(context, next, span)
            : next(context));

    private static async Task CompleteAsync(
        HttpContext context, RequestDelegate next, Activity span)
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
            {
                span.DisplayName = $"{context.Request.Method} {route}";
                span.SetTag("http.route", route);
            }

            span.SetTag("http.response.status_code", context.Response.StatusCode);
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
                span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
