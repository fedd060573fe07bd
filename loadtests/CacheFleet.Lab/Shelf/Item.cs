using System.Text.Json.Serialization;

namespace CacheFleet.Lab.Shelf;

/// <summary>A row as it is cached.</summary>
internal sealed record Item(long Id, int Cents);

[JsonSerializable(typeof(Item))]
internal sealed partial class ItemJson : JsonSerializerContext;
