using Confluent.Kafka;

namespace Aspire.Confluent.Kafka;

/// <summary>How a service reaches Kafka as a consumer.</summary>
public sealed class KafkaConsumerSettings
{
    /// <summary>The bootstrap servers; takes precedence over <see cref="Config"/>'s own.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The client's own settings.</summary>
    public ConsumerConfig Config { get; } = new();

    /// <summary>Leaves out metrics. The stand-in has none either way.</summary>
    public bool DisableMetrics { get; set; }

    /// <summary>Leaves out the health check. False by default.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves out tracing. The stand-in traces nothing either way.</summary>
    public bool DisableTracing { get; set; }
}
