namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource looks like before anything has been published about it.</summary>
public class ResourceSnapshotAnnotation(CustomResourceSnapshot initialSnapshot) : IResourceAnnotation
{
    public CustomResourceSnapshot InitialSnapshot { get; } = initialSnapshot;
}
