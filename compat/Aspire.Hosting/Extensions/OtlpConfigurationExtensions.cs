using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

public static class OtlpConfigurationExtensions
{
    /// <summary>
    /// Sends the resource's telemetry to the dashboard, under the resource's own name.
    /// </summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEnvironment
        => builder.WithOtlpExporter(null);

    public static IResourceBuilder<T> WithOtlpExporter<T>(
        this IResourceBuilder<T> builder, OtlpProtocol protocol)
        where T : IResourceWithEnvironment
        => builder.WithOtlpExporter((OtlpProtocol?)protocol);

    private static IResourceBuilder<T> WithOtlpExporter<T>(
        this IResourceBuilder<T> builder, OtlpProtocol? required)
        where T : IResourceWithEnvironment
    {
        var application = builder.ApplicationBuilder;
        return builder
            .WithAnnotation(
                new OtlpExporterAnnotation { RequiredProtocol = required },
                ResourceAnnotationMutationBehavior.Replace)
            .WithEnvironment(context => AddVariables(
                context, application.Configuration, application.Environment, required));
    }

    private static void AddVariables(
        EnvironmentCallbackContext context,
        ConfigurationManager configuration,
        IHostEnvironment environment,
        OtlpProtocol? required)
    {
        var variables = context.EnvironmentVariables;
        (variables["OTEL_EXPORTER_OTLP_ENDPOINT"], variables["OTEL_EXPORTER_OTLP_PROTOCOL"])
            = Endpoint(configuration, required);
        variables["OTEL_SERVICE_NAME"] = Annotation("otel-service-name");
        variables["OTEL_RESOURCE_ATTRIBUTES"]
            = $"service.instance.id={Annotation("otel-service-instance-id")}";
        if (configuration["AppHost:OtlpApiKey"] is { } key)
            variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
        if (!environment.IsDevelopment())
            return;
        variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
    }

    // DCP fills this in from the annotations of the replica that it starts.
    private static string Annotation(string name) => $$$"""{{- index .Annotations "{{{name}}}" -}}""";

    private static (string Url, string Protocol) Endpoint(
        ConfigurationManager configuration, OtlpProtocol? required)
    {
        const string HttpKey = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";
        var grpc = configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"];
        var http = configuration[HttpKey];
        return (required ?? (grpc is null && http is not null ? OtlpProtocol.HttpProtobuf : OtlpProtocol.Grpc))
            switch
        {
            OtlpProtocol.Grpc => (grpc ?? "http://localhost:18889", "grpc"),
            OtlpProtocol.HttpJson => (http ?? throw Missing(), "http/json"),
            _ => (http ?? throw Missing(), "http/protobuf"),
        };

        static DistributedApplicationException Missing()
            => new($"OTLP over HTTP is asked for, but '{HttpKey}' is not set.");
    }
}
