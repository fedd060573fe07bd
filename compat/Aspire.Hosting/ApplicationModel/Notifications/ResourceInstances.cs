using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The names under which DCP runs a resource, one per replica (<c>api-x7k2m9qd</c>). The executor sets it
/// before it publishes anything; a resource without it has one instance with the resource's own name.
/// </summary>
internal sealed class ResourceInstancesAnnotation(ImmutableArray<string> names) : IResourceAnnotation
{
    public ImmutableArray<string> Names { get; } = names;
}

internal static class ResourceInstanceExtensions
{
    public static ImmutableArray<string> GetResolvedResourceNames(this IResource resource) =>
        resource.Annotations.OfType<ResourceInstancesAnnotation>().LastOrDefault()?.Names
        ?? [resource.Name];
}
