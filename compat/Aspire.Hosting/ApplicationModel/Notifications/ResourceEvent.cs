namespace Aspire.Hosting.ApplicationModel;

/// <summary>One publication: an instance of a resource looks like this now.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    public IResource Resource { get; } = resource;

    /// <summary>
    /// The instance: the resource's name, or <c>name-suffix</c> where DCP runs it.
    /// </summary>
    public string ResourceId { get; } = resourceId;

    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
