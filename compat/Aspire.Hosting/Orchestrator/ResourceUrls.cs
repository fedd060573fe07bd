using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestrator;

/// <summary>
/// The links of a resource: one per endpoint, those declared, and what the callbacks make of them.
/// </summary>
internal sealed class ResourceUrls(DistributedApplicationExecutionContext execution)
{
    public async Task CollectAsync(IResource resource, CancellationToken cancellation)
    {
        var declared = resource.Annotations.OfType<ResourceUrlAnnotation>().ToArray();
        List<ResourceUrlAnnotation> found = [];
        if (resource is IResourceWithEndpoints withEndpoints)
        {
            found.AddRange(withEndpoints.GetEndpoints().Select(
                endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint }));
        }

        found.AddRange(declared);
        var context = new ResourceUrlsCallbackContext(execution, resource, found, cancellation);
        foreach (var callback in
            resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>().ToArray())
            await callback.Callback(context);
        foreach (var url in declared)
            resource.Annotations.Remove(url);
        foreach (var url in context.Urls)
            resource.Annotations.Add(Absolute(url));
    }

    private static ResourceUrlAnnotation Absolute(ResourceUrlAnnotation url)
    {
        if (url.Endpoint is { } endpoint && url.Url.StartsWith('/'))
            url.Url = new Uri(new Uri(endpoint.Url), url.Url).ToString();
        return url;
    }
}
