namespace CacheFleet.Catalog.Api.Instances;

/// <summary>Says on every answer which replica gave it.</summary>
internal static class InstanceHeader
{
    public const string Name = "X-Instance";

    public static void UseInstanceHeader(this WebApplication app)
    {
        var id = app.Services.GetRequiredService<InstanceIdentity>().Id;
        app.Use((context, next) =>
        {
            context.Response.Headers[Name] = id;
            return next(context);
        });
    }
}
