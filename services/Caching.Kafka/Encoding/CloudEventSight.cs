using System.Text.Json;

namespace CacheFleet.Caching.Kafka.Encoding;

/// <summary>
/// What of a CloudEvent decides how it is read, and where in the message its data lie. Every replica
/// reads every event: no tree is built of it, and what nobody here asks for is stepped over.
/// </summary>
internal ref struct CloudEventSight
{
    public string? SpecVersion;
    public string? Id;
    public string? Type;
    public string? TraceParent;

    /// <summary>JSON; empty if the message has none.</summary>
    public ReadOnlySpan<byte> Data;

    /// <exception cref="JsonException">It is no JSON object, or a name has no text.</exception>
    public static CloudEventSight Read(ReadOnlySpan<byte> message)
    {
        var sight = new CloudEventSight();
        var reader = new Utf8JsonReader(message);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return sight;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException($"it begins with {reader.TokenType}, not with an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("specversion"u8))
                sight.SpecVersion = Text(ref reader, CloudEvent.Spec);
            else if (reader.ValueTextEquals("id"u8))
                sight.Id = Text(ref reader);
            else if (reader.ValueTextEquals("type"u8))
                sight.Type = Text(ref reader, EventCodec.ChangedType);
            else if (reader.ValueTextEquals("traceparent"u8))
                sight.TraceParent = Text(ref reader);
            else if (reader.ValueTextEquals("data"u8))
                sight.Data = message[Whole(ref reader)];
            else
                reader.Skip();
        }

        // Throws if anything comes after the object.
        reader.Read();
        return sight;
    }

    // Nearly always the usual one, which is there already.
    private static string? Text(ref Utf8JsonReader reader, string usual = "")
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.ValueTextEquals(usual) ? usual : reader.GetString(),
            JsonTokenType.Null => null,
            var other => throw new JsonException($"{other} where a text belongs"),
        };
    }

    private static Range Whole(ref Utf8JsonReader reader)
    {
        reader.Read();
        var begin = (int)reader.TokenStartIndex;
        reader.Skip();
        return begin..(int)reader.BytesConsumed;
    }
}
