using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace CacheFleet.Caching.Coding;

/// <summary>Sums up what a JSON codec writes and demands, so that a change of the shape shows.</summary>
/// <remarks>Names, types and which properties are required; not their order, which JSON does not mind.</remarks>
internal static class JsonSchema
{
    private const int Digits = 8;

    public static string Fingerprint(JsonTypeInfo shape)
    {
        var text = new StringBuilder();
        Describe(shape, text, []);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return Convert.ToHexStringLower(hash)[..Digits];
    }

    private static void Describe(JsonTypeInfo shape, StringBuilder text, HashSet<Type> seen)
    {
        text.Append(shape.Kind).Append(' ');
        // A simple type is its name; a type inside itself is what it was the first time.
        if (shape.Kind == JsonTypeInfoKind.None || !seen.Add(shape.Type))
            text.Append(Nullable.GetUnderlyingType(shape.Type)?.Name ?? shape.Type.Name);
        else if (shape.Kind == JsonTypeInfoKind.Object)
            DescribeProperties(shape, text, seen);
        else
            Inner(shape.ElementType, shape, text, seen);
        text.Append(';');
    }

    private static void DescribeProperties(
        JsonTypeInfo shape, StringBuilder text, HashSet<Type> seen)
    {
        foreach (var property in shape.Properties.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            text.Append(property.Name).Append(property.IsRequired ? '!' : '?')
                .Append(property.IsSetNullable ? '0' : '1').Append(':');
            Inner(property.PropertyType, shape, text, seen);
        }
    }

    private static void Inner(
        Type? type, JsonTypeInfo outer, StringBuilder text, HashSet<Type> seen)
    {
        if (type is not null && outer.Options.TryGetTypeInfo(type, out var shape))
            Describe(shape, text, seen);
        else
            text.Append(type?.Name);
    }
}
