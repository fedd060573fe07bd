using System.Text.Json.Serialization;
using CacheFleet.Catalog.Api.Instances;
using CacheFleet.Catalog.Api.Lab.FailedWrites;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>The lab's shapes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<Instance>))]
[JsonSerializable(typeof(CounterReport))]
[JsonSerializable(typeof(OriginReport))]
[JsonSerializable(typeof(DelayChange))]
[JsonSerializable(typeof(FaultDeskReport))]
[JsonSerializable(typeof(GateReport))]
[JsonSerializable(typeof(EntryReport))]
[JsonSerializable(typeof(BulkChange))]
[JsonSerializable(typeof(BulkReport))]
[JsonSerializable(typeof(LogReport))]
[JsonSerializable(typeof(PoisonChange))]
[JsonSerializable(typeof(RecoveryChange))]
[JsonSerializable(typeof(SpoilChange))]
[JsonSerializable(typeof(JournalReport))]
[JsonSerializable(typeof(ExpiryChange))]
[JsonSerializable(typeof(ExpiryReport))]
[JsonSerializable(typeof(RowReport))]
[JsonSerializable(typeof(BufferReport))]
[JsonSerializable(typeof(Instance))]
[JsonSerializable(typeof(PriceReport))]
[JsonSerializable(typeof(PriceChange))]
[JsonSerializable(typeof(DocumentChange))]
[JsonSerializable(typeof(DocumentReport))]
[JsonSerializable(typeof(FlushChange))]
[JsonSerializable(typeof(FlushReport))]
[JsonSerializable(typeof(ObjectImport))]
[JsonSerializable(typeof(ObjectImportReport))]
internal sealed partial class LabJson : JsonSerializerContext;
