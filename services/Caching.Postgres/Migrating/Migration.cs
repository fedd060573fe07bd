using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace CacheFleet.Caching.Postgres.Migrating;

/// <summary>One step of a schema's history; never edited once it has been released.</summary>
/// <param name="Scope">Whose history: each owner of tables counts its own versions.</param>
/// <param name="Version">Grows by one with each step.</param>
/// <param name="Name">Says what the step does.</param>
/// <param name="Sql">The statements, run in one transaction.</param>
public sealed record Migration(string Scope, int Version, string Name, string Sql)
{
    /// <summary>Tells an edited script from the one that was applied.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>Reads the embedded scripts named <c>0001_what_it_does.sql</c>, in order.</summary>
    public static IReadOnlyList<Migration> FromResources(
        Assembly assembly, string scope, string schema)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. assembly.GetManifestResourceNames()
            .Where(file => file.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => FromResource(assembly, scope, schema, file))];
    }

    private static Migration FromResource(
        Assembly assembly, string scope, string schema, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
        var sql = reader.ReadToEnd().Replace("{schema}", schema, StringComparison.Ordinal);
        var name = Path.GetFileNameWithoutExtension(file);
        return new Migration(
            scope, int.Parse(name[..4], CultureInfo.InvariantCulture), name[5..], sql);
    }
}
