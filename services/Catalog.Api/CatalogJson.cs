using System.Text.Json.Serialization;
using CacheFleet.Catalog.Api.Feed;
using CacheFleet.Catalog.Api.Flags;
using CacheFleet.Catalog.Api.Objects;
using CacheFleet.Catalog.Api.Products;
using CacheFleet.Catalog.Api.Rankings;
using Microsoft.AspNetCore.Mvc;

namespace CacheFleet.Catalog.Api;

/// <summary>The shapes of bodies and of cached values, written at build time.</summary>
/// <remarks>An entry that lacks a part, or has a null where none may be, does not decode.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(ProductPage))]
[JsonSerializable(typeof(ProductChange))]
[JsonSerializable(typeof(ProductValues))]
[JsonSerializable(typeof(Bestsellers))]
[JsonSerializable(typeof(CatalogObject))]
[JsonSerializable(typeof(Flag))]
[JsonSerializable(typeof(FlagChange))]
[JsonSerializable(typeof(MemoryQuestion))]
[JsonSerializable(typeof(MemoryReport))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
internal sealed partial class CatalogJson : JsonSerializerContext;
