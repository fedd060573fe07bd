using CacheFleet.Caching.Kafka.Encoding;
using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Consuming;

/// <summary>A message, where it lay and what it is.</summary>
public sealed record ReceivedEvent(TopicPartitionOffset At, Decoding Content);
