using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Aspire.Confluent.Kafka;

/// <summary>What producers and consumers read from configuration in the same way.</summary>
internal static class KafkaSettings
{
    /// <summary>
    /// Binds <paramref name="settings"/> and the client's <paramref name="config"/> from the component's section and
    /// then from the connection's own, and gives the connection string if there is one.
    /// </summary>
    public static string? Bind(
        IConfiguration configuration,
        string sectionName,
        string connectionName,
        object settings,
        ClientConfig config)
    {
        var section = configuration.GetSection(sectionName);
        foreach (var layer in new[] { section, section.GetSection(connectionName) })
        {
            layer.Bind(settings);
            layer.GetSection("Config").Bind(config);
        }

        return configuration.GetConnectionString(connectionName);
    }

    public static void RequireServers(ClientConfig config, string connectionName)
    {
        if (string.IsNullOrEmpty(config.BootstrapServers))
        {
            throw new InvalidOperationException(
                $"No bootstrap servers configured: set 'ConnectionStrings:{connectionName}'.");
        }
    }

    public static void Log(ILogger logger, LogMessage message)
    {
        var level = (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
        if (logger.IsEnabled(level))
            logger.Log(level, default, message.Message, null, static (text, _) => text);
    }
}
