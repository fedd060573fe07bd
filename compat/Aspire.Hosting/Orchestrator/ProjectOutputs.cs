using System.Reflection;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestrator;

/// <summary>
/// Where a project's build has put its program: MSBuild has told it for those that the AppHost references
/// (build/AppHost.targets), the others are looked for in <c>bin</c>. The real package calls
/// <c>dotnet run --no-build</c>, which runs the same file a second or two later.
/// </summary>
internal sealed class ProjectOutputs(Assembly? appHost)
{
    private const string RuntimeConfig = ".runtimeconfig.json";

    private readonly string _configuration
        = appHost?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    public (string Program, IReadOnlyList<string> Args) Find(ProjectResource resource)
    {
        var project = resource.Annotations.OfType<IProjectMetadata>().Last().ProjectPath;
        if (!File.Exists(project))
        {
            throw new DistributedApplicationException(
                $"The project of '{resource.Name}', '{project}', does not exist.");
        }

        var assembly = Told(project) ?? Newest(Path.GetDirectoryName(project)!);
        if (assembly is null || !File.Exists(assembly))
        {
            throw new DistributedApplicationException(
                $"The project of '{resource.Name}' has not been built for {_configuration}: run "
                + $"'dotnet build {project} -c {_configuration}'.");
        }

        var program = Path.ChangeExtension(assembly, null);
        return File.Exists(program) ? (program, []) : (Programs.OnPath("dotnet") ?? "dotnet", [assembly]);
    }

    private string? Told(string project)
        => appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == $"ProjectOutput:{project}")?.Value;

    private string? Newest(string directory)
    {
        var bin = Path.Combine(directory, "bin", _configuration);
        return !Directory.Exists(bin) ? null : Directory
            .EnumerateFiles(bin, $"*{RuntimeConfig}", SearchOption.AllDirectories)
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .Select(file => file[..^RuntimeConfig.Length] + ".dll")
            .FirstOrDefault();
    }
}
