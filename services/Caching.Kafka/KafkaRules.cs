using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka;

/// <summary>
/// What the clients' settings must be for no event to get lost or out of order. Where the brokers
/// are, and how old they are, comes from configuration and is left alone.
/// </summary>
public static class KafkaRules
{
    private const int LongestDelivery = 8_000;
    private const int Session = 6_000;

    /// <summary>
    /// Every in-sync replica has it, in order, or the report says that it failed.
    /// </summary>
    public static void ApplyTo(ProducerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Acks = Acks.All;
        config.MessageTimeoutMs ??= LongestDelivery;
        config.LingerMs ??= 1;
        config.SocketNagleDisable ??= true;

        // A retry may overtake the next request unless the broker numbers them (0.11 and later) or
        // there is only one at a time.
        if (IsNumberedBy(config))
            config.EnableIdempotence = true;
        else
            config.MaxInFlight = 1;
    }

    /// <summary>
    /// Offsets move only past what has been applied; a new group starts at the beginning.
    /// </summary>
    public static void ApplyTo(ConsumerConfig config, string group)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.GroupId = group;
        config.EnableAutoOffsetStore = false;
        config.EnableAutoCommit = true;
        config.AutoCommitIntervalMs ??= 1_000;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.SessionTimeoutMs ??= Session;
        // A topic or partition that came after us is found by this look, every five minutes by default.
        config.TopicMetadataRefreshIntervalMs ??= 5_000;
        config.SocketNagleDisable ??= true;
        config.FetchWaitMaxMs ??= 100;
    }

    // librdkafka asks a broker for its features unless it is told not to, which only old ones need.
    private static bool IsNumberedBy(ProducerConfig config) => config.ApiVersionRequest != false;
}
