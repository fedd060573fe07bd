using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Confluent.Kafka;

/// <summary>
/// Healthy as long as a broker answers a metadata request on the client's own connection. (The real package produces
/// a message to a topic of its own.)
/// </summary>
internal sealed class KafkaHealthCheck(Func<Handle> client) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                try
                {
                    using var admin = new DependentAdminClientBuilder(client()).Build();
                    admin.GetMetadata(Patience);
                    return HealthCheckResult.Healthy();
                }
                catch (KafkaException failure)
                {
                    return new HealthCheckResult(
                        context.Registration.FailureStatus, failure.Message, failure);
                }
            },
            cancellationToken);
}
