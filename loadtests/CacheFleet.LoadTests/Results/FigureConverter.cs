using System.Text.Json;
using System.Text.Json.Serialization;

namespace CacheFleet.LoadTests.Results;

/// <summary>
/// Reads a row's figures back as what they were: numbers, texts, lists, numbers by name.
/// </summary>
internal sealed class FigureConverter : JsonConverter<object>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Number => reader.TryGetInt64(out var whole) ? whole : reader.GetDouble(),
            JsonTokenType.StartArray => JsonSerializer.Deserialize<List<object?>>(ref reader, options),
            _ => JsonSerializer.Deserialize<Dictionary<string, double>>(ref reader, options),
        };

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
}
