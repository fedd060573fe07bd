namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// Property names that the dashboard treats specially (its details pane, its source column).
/// </summary>
internal static class KnownProperties
{
    public const string ExitCode = "resource.exitCode";
    public const string Source = "resource.source";
    public const string ConnectionString = "resource.connectionString";
    public const string ParentName = "resource.parentName";
    public const string AppArgs = "resource.appArgs";
    public const string AppArgsSensitivity = "resource.appArgsSensitivity";
    public const string WaitingFor = "resource.waitingFor";
    public const string ExecutablePath = "executable.path";
    public const string ExecutablePid = "executable.pid";
    public const string ExecutableWorkDir = "executable.workDir";
    public const string ExecutableArgs = "executable.args";
    public const string ProjectPath = "project.path";
    public const string ProjectLaunchProfile = "project.launchProfile";
}

/// <summary>The kinds of edge that the dashboard draws between resources.</summary>
internal static class KnownRelationshipTypes
{
    public const string WaitFor = "WaitFor";
    public const string Reference = "Reference";
    public const string Parent = "Parent";
}

/// <summary>Resource types that the dashboard has icons and details of its own for.</summary>
internal static class KnownResourceTypes
{
    public const string Executable = "Executable";
    public const string Project = "Project";
    public const string Container = "Container";
    public const string ConnectionString = "ConnectionString";
    public const string Parameter = "Parameter";
}

/// <summary>The property names that a custom resource may use.</summary>
public static class CustomResourceKnownProperties
{
    public static string Source => KnownProperties.Source;

    public static string ConnectionString => KnownProperties.ConnectionString;
}
