using System.Reflection;
using System.Xml.Linq;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestrator;

/// <summary>
/// Where a project's build has put its program. The real package calls <c>dotnet run --no-build</c>, which runs
/// the same file a second or two later.
/// </summary>
internal sealed class ProjectOutputs(Assembly? appHost)
{
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

        var name = AssemblyName(project);
        var program = Candidates(project, name)
            .Where(File.Exists).MaxBy(File.GetLastWriteTimeUtc);
        if (program is null)
        {
            throw new DistributedApplicationException(
                $"The project of '{resource.Name}' has not been built for {_configuration}: run "
                + $"'dotnet build {project} -c {_configuration}'.");
        }

        return program.EndsWith(".dll", StringComparison.Ordinal)
            ? (Programs.OnPath("dotnet") ?? "dotnet", [program])
            : (program, []);
    }

    private IEnumerable<string> Candidates(string project, string name)
    {
        var bin = Path.Combine(Path.GetDirectoryName(project)!, "bin", _configuration);
        if (!Directory.Exists(bin))
            return [];
        var folders = Directory.GetDirectories(bin, "net*");
        var programs = folders.Select(folder => Path.Combine(folder, name)).ToArray();
        return programs.Any(File.Exists) ? programs : programs.Select(program => program + ".dll");
    }

    private static string AssemblyName(string project)
        => XDocument.Load(project).Descendants("AssemblyName").FirstOrDefault()?.Value
            ?? Path.GetFileNameWithoutExtension(project);
}
