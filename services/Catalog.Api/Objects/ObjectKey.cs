using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CacheFleet.Caching;

namespace CacheFleet.Catalog.Api.Objects;

/// <summary>An object of an access trace.</summary>
internal readonly record struct ObjectKey(short Type, int Id, short Index);

/// <summary><c>type/id/index</c>.</summary>
internal sealed class ObjectKeyFormat : KeyFormat<ObjectKey>
{
    public override string Write(ObjectKey id) =>
        string.Create(CultureInfo.InvariantCulture, $"{id.Type}/{id.Id}/{id.Index}");

    public override bool TryRead(string text, [MaybeNullWhen(false)] out ObjectKey id)
    {
        id = default;
        if (text.Split('/') is not [var type, var number, var index]
            || !short.TryParse(type, CultureInfo.InvariantCulture, out var typeRead)
            || !int.TryParse(number, CultureInfo.InvariantCulture, out var numberRead)
            || !short.TryParse(index, CultureInfo.InvariantCulture, out var indexRead))
        {
            return false;
        }
        id = new ObjectKey(typeRead, numberRead, indexRead);
        return true;
    }

    // Digits and slashes are always fit for a key.
    public override void Check(ObjectKey id)
    {
    }
}
