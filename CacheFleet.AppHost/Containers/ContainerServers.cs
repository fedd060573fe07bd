using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace CacheFleet.AppHost;

/// <summary>
/// Redis, PostgreSQL and Kafka as containers, by Aspire's own packages. Compiled on the open feed only; taken when
/// `--infra containers` asks for it, or when nobody asks and a container engine answers. They keep no volumes: every
/// start is a fresh one.
/// </summary>
internal sealed partial record FleetServers
{
    private static readonly TimeSpan EngineAnswersWithin = TimeSpan.FromSeconds(5);

    static partial void AddContainers(
        IDistributedApplicationBuilder builder, FleetOptions fleet, ref FleetServers? servers)
    {
        var wanted = fleet.Infrastructure == Infrastructure.Containers
            || (fleet.Infrastructure is null && EngineAnswers());
        if (wanted)
        {
            servers = new FleetServers(
                RedisContainer(builder, fleet),
                PostgresContainer(builder, fleet),
                KafkaContainer(builder, fleet));
        }
    }

    private static FleetServer RedisContainer(
        IDistributedApplicationBuilder builder, FleetOptions fleet)
    {
        var redis = builder.AddRedis("redis", fleet.Ports.Redis);
        return new FleetServer(redis, redis);
    }

    private static FleetServer PostgresContainer(
        IDistributedApplicationBuilder builder, FleetOptions fleet)
    {
        var server = builder.AddPostgres("postgres-server", port: fleet.Ports.Postgres)
            .WithArgs([.. PostgresSettings.Arguments]);
        var database = server.AddDatabase("catalog-database", "catalog");
        var limits = PostgresSettings.ClientLimits(fleet.Replicas);
        var connection = builder.AddConnectionString("catalog",
            ReferenceExpression.Create($"{database};{limits}"));
        return new FleetServer(connection, database);
    }

    private static FleetServer KafkaContainer(
        IDistributedApplicationBuilder builder, FleetOptions fleet)
    {
        var kafka = builder.AddKafka("kafka", fleet.Ports.Kafka);
        var image = kafka.Resource.Annotations.OfType<ContainerImageAnnotation>().Last();
        var topics = builder
            .AddContainer("kafka-topics", $"{image.Registry}/{image.Image}", image.Tag ?? "latest")
            .WithEntrypoint("/bin/sh")
            .WithArgs("-c",
                "kafka-topics --bootstrap-server $0 --create --if-not-exists --replication-factor 1 "
                + $"--topic {InvalidationTopic.Name} --partitions {InvalidationTopic.Partitions} "
                + "&& kafka-topics --bootstrap-server $0 --create --if-not-exists --replication-factor 1 "
                + $"--topic {InvalidationTopic.DeadLetters} --partitions 1 "
                + $"--config {InvalidationTopic.DeadLetterCleanup}",
                kafka.Resource.InternalEndpoint.Property(EndpointProperty.HostAndPort))
            .WaitFor(kafka);
        return new FleetServer(kafka, kafka, topics);
    }

    private static bool EngineAnswers() => Answers("docker") || Answers("podman");

    private static bool Answers(string engine)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(engine, "info")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (process is null) return false;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(EngineAnswersWithin)) return process.ExitCode == 0;
            process.Kill();
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
