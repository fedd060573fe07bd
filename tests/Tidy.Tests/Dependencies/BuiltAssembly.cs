using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CacheFleet.Tidy.Tests.Dependencies;

/// <summary>What an assembly really uses: its metadata lists no reference that its code does not need.</summary>
internal sealed class BuiltAssembly
{
    private BuiltAssembly(MetadataReader reader)
    {
        References = [.. reader.AssemblyReferences
            .Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];
        Calls = reader.MemberReferences
            .Select(handle => NameOf(reader, reader.GetMemberReference(handle))).ToHashSet();
    }

    /// <summary>The names of the assemblies that it needs.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>Every method and field of others that it touches, as <c>Type.Member</c>.</summary>
    public IReadOnlySet<string> Calls { get; }

    public static BuiltAssembly Of(string project)
    {
        // The load tests' project carries the product's name already.
        var name = project.StartsWith("CacheFleet.", StringComparison.Ordinal) ? project : $"CacheFleet.{project}";
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        using var image = new PEReader(file);
        return new BuiltAssembly(image.GetMetadataReader());
    }

    private static string NameOf(MetadataReader reader, MemberReference member) =>
        $"{TypeOf(reader, member.Parent)}.{reader.GetString(member.Name)}";

    private static string TypeOf(MetadataReader reader, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => NameOf(reader, (TypeReferenceHandle)parent),
        HandleKind.TypeSpecification => Generic(reader, (TypeSpecificationHandle)parent),
        _ => "",
    };

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle) =>
        reader.GetString(reader.GetTypeReference(handle).Name);

    // A constructed type's blob begins with 0x15 (GENERICINST), 0x12 or 0x11 (class, value type), the open type.
    private static string Generic(MetadataReader reader, TypeSpecificationHandle handle)
    {
        var blob = reader.GetBlobReader(reader.GetTypeSpecification(handle).Signature);
        if (blob.ReadByte() != 0x15)
            return "";
        blob.ReadByte();
        var open = blob.ReadTypeHandle();
        return open.Kind == HandleKind.TypeReference ? NameOf(reader, (TypeReferenceHandle)open) : "";
    }
}
