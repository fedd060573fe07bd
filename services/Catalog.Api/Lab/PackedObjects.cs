using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Objects;

namespace CacheFleet.Catalog.Api.Lab;

internal sealed record ObjectImport(uint[]? Packed = null, string? Layout = null);

internal sealed record ObjectImportReport(int Requested, int Inserted);

/// <summary>How an access trace's 32-bit numbers stand for objects.</summary>
internal static class PackedObjects
{
    /// <summary>
    /// No type of the packed layout (5 bits, 0 to 31): plain numbers meet nobody.
    /// </summary>
    private const short PlainType = 32;

    private const int MostAtOnce = 200_000;

    /// <summary>
    /// <c>orm</c>: bits 27–31 the type, 9–26 the id, 0–8 the index. <c>plain</c>: type 32, the
    /// number
    /// itself as the id, index 0.
    /// </summary>
    /// <exception cref="ProblemException">A part of the body is wrong (400, with its
    /// name).</exception>
    public static IReadOnlyCollection<ObjectKey> Unpack(ObjectImport import)
    {
        if (import.Packed is not { } packed)
            throw ProblemException.BadField("packed", "is missing.");
        if (packed.Length > MostAtOnce)
        {
            throw ProblemException.BadField(
                "packed", $"has {packed.Length} numbers; at most {MostAtOnce} at once.");
        }
        return import.Layout switch
        {
            null or "orm" => [.. packed.Select(Orm).Distinct()],
            "plain" => [.. packed.Select(Plain).Distinct()],
            _ => throw ProblemException.BadField(
                "layout", $"is '{import.Layout}'; it is one of orm, plain."),
        };
    }

    private static ObjectKey Orm(uint number) =>
        new((short)(number >> 27), (int)(number >> 9) & 0x3FFFF, (short)(number & 0x1FF));

    private static ObjectKey Plain(uint number) => number <= int.MaxValue
        ? new ObjectKey(PlainType, (int)number, 0)
        : throw ProblemException.BadField(
            "packed", $"holds {number}; plain numbers are at most {int.MaxValue}.");
}
