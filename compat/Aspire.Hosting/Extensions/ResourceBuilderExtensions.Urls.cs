using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithUrl<T>(
        this IResourceBuilder<T> builder, string url, string? displayText = null)
        where T : IResource
        => builder.WithAnnotation(new ResourceUrlAnnotation { Url = url, DisplayText = displayText });

    public static IResourceBuilder<T> WithUrl<T>(
        this IResourceBuilder<T> builder,
        in ReferenceExpression.ExpressionInterpolatedStringHandler url,
        string? displayText = null)
        where T : IResource
        => builder.WithUrl(ReferenceExpression.Create(url), displayText);

    public static IResourceBuilder<T> WithUrl<T>(
        this IResourceBuilder<T> builder, ReferenceExpression url, string? displayText = null)
        where T : IResource
        => builder.WithUrls(async context =>
        {
            var value = await url.GetValueAsync(context.CancellationToken);
            if (!string.IsNullOrEmpty(value))
                context.Urls.Add(new() { Url = value, DisplayText = displayText });
        });

    public static IResourceBuilder<T> WithUrlForEndpoint<T>(
        this IResourceBuilder<T> builder,
        string endpointName,
        Action<ResourceUrlAnnotation> callback)
        where T : IResource
        => builder.WithUrls(context =>
        {
            foreach (var url in context.Urls.Where(u => u.Endpoint?.EndpointName == endpointName))
                callback(url);
        });

    public static IResourceBuilder<T> WithUrlForEndpoint<T>(
        this IResourceBuilder<T> builder,
        string endpointName,
        Func<EndpointReference, ResourceUrlAnnotation> callback)
        where T : IResourceWithEndpoints
        => builder.WithUrls(context =>
        {
            if (context.GetEndpoint(endpointName) is { } endpoint)
                context.Urls.Add(callback(endpoint).At(endpoint));
        });

    public static IResourceBuilder<T> WithUrls<T>(
        this IResourceBuilder<T> builder, Action<ResourceUrlsCallbackContext> callback)
        where T : IResource
        => builder.WithAnnotation(new ResourceUrlsCallbackAnnotation(callback));

    public static IResourceBuilder<T> WithUrls<T>(
        this IResourceBuilder<T> builder, Func<ResourceUrlsCallbackContext, Task> callback)
        where T : IResource
        => builder.WithAnnotation(new ResourceUrlsCallbackAnnotation(callback));

    // A callback may give a path only; it then belongs to the endpoint's own address.
    private static ResourceUrlAnnotation At(this ResourceUrlAnnotation url, EndpointReference endpoint)
        => new()
        {
            Url = url.Url,
            DisplayText = url.DisplayText,
            DisplayLocation = url.DisplayLocation,
            DisplayOrder = url.DisplayOrder,
            Endpoint = endpoint,
        };
}
