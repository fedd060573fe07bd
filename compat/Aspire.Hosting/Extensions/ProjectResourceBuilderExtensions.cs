using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
        => builder.AddProject(name, new TProject(), new ProjectResourceOptions());

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new()
        => builder.AddProject(name, new TProject(), Profile(launchProfileName));

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new()
        => builder.AddProject(name, new TProject(), Configured(configure));

    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath)
        => builder.AddProject(name, At(builder, projectPath), new ProjectResourceOptions());

    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder,
        string name,
        string projectPath,
        string? launchProfileName)
        => builder.AddProject(name, At(builder, projectPath), Profile(launchProfileName));

    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder,
        string name,
        string projectPath,
        Action<ProjectResourceOptions> configure)
        => builder.AddProject(name, At(builder, projectPath), Configured(configure));

    /// <summary>Runs the project that many times behind one balanced port per endpoint.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(
        this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.WithAnnotation(
            new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }

    private static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder,
        string name,
        IProjectMetadata project,
        ProjectResourceOptions options)
    {
        var resource = builder.AddResource(new ProjectResource(name)).WithAnnotation(project);
        if (!options.ExcludeLaunchProfile)
            LaunchProfile.Apply(resource, project, options.LaunchProfileName);
        return resource
            .WithOtlpExporter()
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")
            .WithEnvironment("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION", "true")
            .WithEnvironment("LOGGING__CONSOLE__FORMATTERNAME", "simple")
            .WithEnvironment(AddUrls);
    }

    // Every replica is told the ports that DCP gives to it, and to nobody else.
    private static void AddUrls(EnvironmentCallbackContext context)
    {
        const string Urls = "ASPNETCORE_URLS";
        var urls = new ReferenceExpressionBuilder();
        foreach (var endpoint in ((IResourceWithEndpoints)context.Resource).GetEndpoints())
        {
            if (!urls.IsEmpty)
                urls.AppendLiteral(";");
            var host = endpoint.EndpointAnnotation.TargetHost;
            urls.Append($"{endpoint.Scheme}://{host}:{endpoint.Property(EndpointProperty.TargetPort)}");
        }

        if (!urls.IsEmpty)
            context.EnvironmentVariables.TryAdd(Urls, urls.Build());
    }

    private static ProjectAtPath At(IDistributedApplicationBuilder builder, string path)
        => new(Path.GetFullPath(path, builder.AppHostDirectory));

    private static ProjectResourceOptions Profile(string? launchProfileName)
        => new()
        {
            LaunchProfileName = launchProfileName,
            ExcludeLaunchProfile = launchProfileName is null,
        };

    private static ProjectResourceOptions Configured(Action<ProjectResourceOptions> configure)
    {
        var options = new ProjectResourceOptions();
        configure(options);
        return options;
    }

    private sealed record ProjectAtPath(string ProjectPath) : IProjectMetadata;
}
