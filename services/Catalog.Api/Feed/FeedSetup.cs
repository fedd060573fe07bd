using CacheFleet.Caching.Kafka;
using CacheFleet.Catalog.Api.Instances;

namespace CacheFleet.Catalog.Api.Feed;

/// <summary>Makes the replica follow the log; without Kafka it answers past its memory.</summary>
internal static class FeedSetup
{
    internal const string Kafka = "kafka";

    public static void AddFeed(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(FeedOptions.Section);
        builder.Services.AddOptions<FeedOptions>().Bind(section)
            .ValidateDataAnnotations().ValidateOnStart();
        if (!section.GetValue(nameof(FeedOptions.Enabled), defaultValue: true))
            return;
        if (string.IsNullOrEmpty(builder.Configuration.GetConnectionString(Kafka)))
        {
            builder.Services.AddHostedService<FeedMissing>();
            return;
        }

        var identity = InstanceIdentity.Find(builder.Configuration);
        builder.AddKafkaConsumer<string, byte[]>(Kafka, settings =>
        {
            // Kafka down makes a replica slower, not unfit.
            settings.DisableHealthChecks = settings.DisableTracing = true;
            KafkaRules.ApplyToFollower(settings.Config, $"cachefleet.near.{identity.Id}");
        });
        builder.Services.AddHostedService<FeedService>();
    }
}
