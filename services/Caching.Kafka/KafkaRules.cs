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

    // The client's own bound is ten seconds, by which a feed would be late for no reason.
    private const int LongestReconnect = 1_000;

    // Every five minutes by default.
    private const int LookEvery = 5_000;

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
        config.ReconnectBackoffMaxMs ??= LongestReconnect;
        // A broker that has just started may know no topics: what it says is believed until the next look.
        config.TopicMetadataRefreshIntervalMs ??= LookEvery;

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
        // A topic or partition that came after us is found by this look.
        config.TopicMetadataRefreshIntervalMs ??= LookEvery;
        config.ReconnectBackoffMaxMs ??= LongestReconnect;
        config.SocketNagleDisable ??= true;
        config.FetchWaitMaxMs ??= 100;
    }

    /// <summary>
    /// Reads everything for itself: the group is only a name that the client demands, nothing is ever committed under
    /// it. A position that is no longer on the broker is an error and not a jump: whoever missed events must know.
    /// </summary>
    public static void ApplyToFollower(ConsumerConfig config, string name)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.GroupId = name;
        config.EnableAutoOffsetStore = false;
        config.EnableAutoCommit = false;
        config.AutoOffsetReset = AutoOffsetReset.Error;
        config.SocketNagleDisable ??= true;
        config.FetchWaitMaxMs ??= 100;
        config.ReconnectBackoffMaxMs ??= LongestReconnect;
    }

    // librdkafka asks a broker for its features unless it is told not to, which only old ones need.
    private static bool IsNumberedBy(ProducerConfig config) => config.ApiVersionRequest != false;
}
