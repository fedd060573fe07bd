using System.Globalization;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestrator;

/// <summary>
/// Turns a resource, with everything that its callbacks say now, into what DCP starts.
/// </summary>
internal sealed class ExecutableSpecs(
    ProjectOutputs outputs,
    DistributedApplicationExecutionContext execution,
    ResourceLoggerService loggers)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<DcpExecutable> CreateAsync(
        ResourceInstance instance, CancellationToken cancellation)
    {
        var resource = instance.Resource;
        var (program, directory, leading) = Program(resource);
        var args = await ArgsAsync(instance, cancellation);
        var environment = await EnvironmentAsync(instance, cancellation);
        var annotations = new Dictionary<string, string>
        {
            ["resource-name"] = resource.Name,
            ["otel-service-name"] = resource.Name,
            ["otel-service-instance-id"] = instance.Suffix,
        };
        var producers = EndpointAllocator.Producers(resource).ToArray();
        if (producers.Length > 0)
            annotations["service-producer"] = JsonSerializer.Serialize(producers, Json);
        return new DcpExecutable(
            new DcpMetadata(instance.NextObjectName(), annotations),
            new ExecutableSpec(program, directory, [.. leading, .. args], environment));
    }

    private (string Program, string Directory, IReadOnlyList<string> Leading) Program(
        IResource resource)
    {
        if (resource is ExecutableResource executable)
            return (Programs.Find(executable), executable.WorkingDirectory, []);
        var project = (ProjectResource)resource;
        var (program, leading) = outputs.Find(project);
        var path = project.Annotations.OfType<IProjectMetadata>().Last().ProjectPath;
        return (program, Path.GetDirectoryName(path)!, leading);
    }

    private async Task<IReadOnlyList<string>> ArgsAsync(
        ResourceInstance instance, CancellationToken cancellation)
    {
        var context = new CommandLineArgsCallbackContext([], instance.Resource, cancellation)
        {
            ExecutionContext = execution,
            Logger = loggers.GetLogger(instance.Id),
        };
        foreach (var callback in
            instance.Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
            await callback.Callback(context);
        var args = new List<string>();
        foreach (var arg in context.Args)
        {
            if (await ResolveAsync(arg, instance.Resource, cancellation) is { } value)
                args.Add(value);
        }

        return args;
    }

    private async Task<IReadOnlyList<EnvironmentVariable>> EnvironmentAsync(
        ResourceInstance instance, CancellationToken cancellation)
    {
        var context = new EnvironmentCallbackContext(
            execution, instance.Resource, [], cancellation)
        {
            Logger = loggers.GetLogger(instance.Id),
        };
        foreach (var callback in
            instance.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
            await callback.Callback(context);
        var variables = new List<EnvironmentVariable>();
        foreach (var (name, raw) in context.EnvironmentVariables)
        {
            if (await ResolveAsync(raw, instance.Resource, cancellation) is { } value)
                variables.Add(new EnvironmentVariable(name, value));
        }

        return variables;
    }

    private async ValueTask<string?> ResolveAsync(
        object? value, IResource caller, CancellationToken cancellation)
        => value switch
        {
            null => null,
            string text => text,
            IResourceBuilder<IResource> { Resource: IValueProvider provider }
                => await ResolveAsync(provider, caller, cancellation),
            IValueProvider provider => await provider.GetValueAsync(
                new ValueProviderContext { ExecutionContext = execution, Caller = caller },
                cancellation),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
