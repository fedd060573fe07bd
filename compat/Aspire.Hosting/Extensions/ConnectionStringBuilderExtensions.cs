using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class ConnectionStringBuilderExtensions
{
    /// <summary>The resource runs as soon as what its expression names has started.</summary>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder,
        string name,
        ReferenceExpression connectionStringExpression)
    {
        var resource = builder
            .AddResource(new ConnectionStringResource(name, connectionStringExpression))
            .WithAnnotation(new ResourceSnapshotAnnotation(new()
            {
                ResourceType = KnownResourceTypes.ConnectionString,
                State = KnownResourceStates.NotStarted,
                Properties = [],
            }));
        foreach (var part in Named(connectionStringExpression).Distinct())
        {
            resource.WithReferenceRelationship(part);
            if (part is not ParameterResource)
                resource.WaitForStart(builder.CreateResourceBuilder(part));
        }

        return resource;
    }

    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder,
        string name,
        Action<ReferenceExpressionBuilder> connectionStringBuilder)
    {
        var expression = new ReferenceExpressionBuilder();
        connectionStringBuilder(expression);
        return builder.AddConnectionString(name, expression.Build());
    }

    // The top level only, as the real package does: what a part refers to in turn is that part's
    // affair.
    private static IEnumerable<IResource> Named(ReferenceExpression expression)
        => expression.ValueProviders.SelectMany(provider => provider switch
        {
            IResource resource => [resource],
            IValueWithReferences references => references.References.OfType<IResource>(),
            _ => [],
        });
}
