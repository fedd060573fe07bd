using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>
/// What <c>Properties/launchSettings.json</c> says: environment variables, and an endpoint for each of the
/// application's URLs. Without a name the first profile that starts a project counts.
/// </summary>
internal static class LaunchProfile
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    public static void Apply(
        IResourceBuilder<ProjectResource> builder, IProjectMetadata project, string? name)
    {
        if (Read(Path.GetDirectoryName(project.ProjectPath)!, name) is not { } profile)
            return;
        foreach (var url in profile.Urls)
        {
            builder.WithEndpoint(url.Scheme, endpoint =>
            {
                endpoint.Port = url.Port;
                endpoint.UriScheme = url.Scheme;
                endpoint.TargetHost = url.Host;
            });
        }

        foreach (var (key, value) in profile.Variables)
            builder.WithEnvironment(key, value);
    }

    public static (IReadOnlyDictionary<string, string> Variables, IReadOnlyList<Uri> Urls)? Read(
        string directory, string? name)
    {
        var file = Path.Combine(directory, "Properties", "launchSettings.json");
        if (!File.Exists(file))
            return null;
        using var settings = JsonDocument.Parse(File.ReadAllText(file), Lenient);
        if (!settings.RootElement.TryGetProperty("profiles", out var profiles))
            return null;
        foreach (var profile in profiles.EnumerateObject())
        {
            if (name is null ? IsProject(profile.Value) : profile.Name == name)
                return (Variables(profile.Value), Urls(profile.Value));
        }

        return name is null ? null : throw new DistributedApplicationException(
            $"{file} has no launch profile '{name}'.");
    }

    private static bool IsProject(JsonElement profile)
        => profile.TryGetProperty("commandName", out var kind) && kind.GetString() == "Project";

    private static Dictionary<string, string> Variables(JsonElement profile)
        => profile.TryGetProperty("environmentVariables", out var variables)
            ? variables.EnumerateObject().ToDictionary(v => v.Name, v => v.Value.ToString())
            : [];

    private static List<Uri> Urls(JsonElement profile)
        => profile.TryGetProperty("applicationUrl", out var urls)
            ? [.. urls.GetString()!.Split(';').Select(url => new Uri(url))]
            : [];
}
