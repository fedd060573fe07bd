using System.Text.Json.Serialization;

namespace CacheFleet.Caching.Tests.Declaring;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Priced))]
internal sealed partial class TestJson : JsonSerializerContext;

internal sealed record Priced(string Name, int Cents);
