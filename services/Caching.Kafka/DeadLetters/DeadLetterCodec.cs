using System.Text.Json;
using System.Text.Json.Serialization;

namespace CacheFleet.Caching.Kafka.DeadLetters;

/// <summary>A dead letter in JSON, its message in base 64: it may be anything.</summary>
public static class DeadLetterCodec
{
    /// <summary>Encodes a letter.</summary>
    public static byte[] Encode(DeadLetter letter) =>
        JsonSerializer.SerializeToUtf8Bytes(letter, DeadLetterJson.Default.DeadLetter);

    /// <summary>Null if it is no letter.</summary>
    public static DeadLetter? Decode(ReadOnlySpan<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize(value, DeadLetterJson.Default.DeadLetter);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeadLetter))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
