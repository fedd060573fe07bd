using CacheFleet.Caching.Kafka;
using CacheFleet.Caching.Kafka.DeadLetters;
using Confluent.Kafka;

namespace CacheFleet.Invalidation.Worker.DeadLetters;

/// <summary>Where the dead letters are, as a command line or the environment says.</summary>
internal sealed record DeadLetterConnection(string Servers, string? BrokerVersion, string Topic)
{
    public static (string[] Words, DeadLetterConnection Connection) Read(string[] args)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var servers = settings.GetConnectionString("kafka");
        var version = settings["Aspire:Confluent:Kafka:Consumer:Config:BrokerVersionFallback"];
        var topic = settings[$"{WorkerOptions.Section}:{nameof(WorkerOptions.DeadLetterTopic)}"]
            ?? new WorkerOptions().DeadLetterTopic;
        var words = new List<string>();
        for (var at = 0; at < args.Length; at++)
        {
            switch (args[at])
            {
                case "--kafka": servers = Value(args, ref at); break;
                case "--broker-version": version = Value(args, ref at); break;
                case "--topic": topic = Value(args, ref at); break;
                case "--all": words.Add(args[at]); break;
                case var option when option.StartsWith('-'):
                    throw new UsageException($"no option '{option}'");
                default: words.Add(args[at]); break;
            }
        }

        return string.IsNullOrEmpty(servers)
            ? throw new UsageException("where is Kafka? Give --kafka HOST:PORT or set ConnectionStrings__kafka")
            : ([.. words], new DeadLetterConnection(servers, version, topic));
    }

    public async Task<IReadOnlyList<DeadLetter>> ReadAsync()
    {
        var config = Configured(new ConsumerConfig());
        KafkaRules.ApplyToFollower(config, "cachefleet.dead-letters.command");
        using var consumer = new ConsumerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        return await new DeadLetterReader(consumer, Topic).ReadAsync();
    }

    public IProducer<string, byte[]> Producer()
    {
        var config = Configured(new ProducerConfig());
        KafkaRules.ApplyTo(config);
        return new ProducerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).Build();
    }

    private T Configured<T>(T config)
        where T : ClientConfig
    {
        config.BootstrapServers = Servers;
        if (BrokerVersion is not null)
            (config.ApiVersionRequest, config.BrokerVersionFallback) = (false, BrokerVersion);
        return config;
    }

    private static string Value(string[] args, ref int at) => at + 1 < args.Length
        ? args[++at]
        : throw new UsageException($"{args[at]} needs a value");
}

/// <summary>A command line that cannot be meant.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A letter that is not there.</summary>
internal sealed class UnknownLetterException(string message) : Exception(message);
