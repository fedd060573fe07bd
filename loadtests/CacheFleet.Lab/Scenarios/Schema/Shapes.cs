using System.Text.Json.Serialization;

namespace CacheFleet.Lab.Scenarios.Schema;

/// <summary>The second version of an item: a currency belongs to it and must be there.</summary>
internal sealed record PricedItem(long Id, int Cents)
{
    public required string Currency { get; init; }
}

/// <summary>The same by somebody who left out that it must be there.</summary>
internal sealed record LaxItem(long Id, int Cents)
{
    public string? Currency { get; init; }
}

[JsonSerializable(typeof(PricedItem))]
[JsonSerializable(typeof(LaxItem))]
internal sealed partial class SchemaJson : JsonSerializerContext;
