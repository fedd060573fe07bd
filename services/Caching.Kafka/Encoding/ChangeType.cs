using System.Globalization;
using System.Text.Json;

namespace CacheFleet.Caching.Kafka.Encoding;

/// <summary>The type of a change's event, whose number is the version of its data.</summary>
internal static class ChangeType
{
    private const string Stem = "cachefleet.entity.changed.v";

    public static bool TryParse(string? type, out int version)
    {
        version = 0;
        return type is not null && type.StartsWith(Stem, StringComparison.Ordinal)
            && int.TryParse(type.AsSpan(Stem.Length), NumberStyles.None, CultureInfo.InvariantCulture, out version)
            && version > 0;
    }

    /// <summary>Reads data of any version up to the newest, and lifts it step by step.</summary>
    /// <exception cref="JsonException">It is no such data.</exception>
    public static ChangeData? Read(int version, ReadOnlySpan<byte> data) => version switch
    {
        1 => JsonSerializer.Deserialize(data, CloudEventJson.Default.ChangeDataV1)?.Upcast(),
        _ => JsonSerializer.Deserialize(data, CloudEventJson.Default.ChangeData),
    };
}
