using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CacheFleet.Catalog.Api.Http;

/// <summary>Reads a JSON body and names the field if it is not right.</summary>
internal static class JsonBody
{
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> shape)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ProblemException(StatusCodes.Status415UnsupportedMediaType,
                "Unsupported media type", "The body is JSON: send Content-Type: application/json.");
        }
        try
        {
            return await JsonSerializer.DeserializeAsync(
                    context.Request.Body, shape, context.RequestAborted)
                ?? throw ProblemException.BadField("body", "is an object, not null.");
        }
        catch (JsonException e)
        {
            var field = FieldOf(e);
            throw ProblemException.BadField(field, field == "body"
                ? "is no JSON object of the expected shape."
                : "is not of the expected type.");
        }
    }

    /// <summary>The value of a field that must be there.</summary>
    public static T Required<T>(T? value, string field)
        where T : struct => value ?? throw ProblemException.BadField(field, "is missing.");

    /// <summary>A whole number that must be there, and not below zero.</summary>
    public static int Count(int? value, string field) =>
        Required(value, field) is >= 0 and var count
        ? count
        : throw ProblemException.BadField(field, $"is {value}; it is at least 0.");

    // The path of "$.stock" is the field's own name; of "$" it is the whole body.
    private static string FieldOf(JsonException error)
    {
        var path = error.Path ?? "$";
        return path.Length > 2 && path[1] == '.' ? path[2..] : "body";
    }
}
