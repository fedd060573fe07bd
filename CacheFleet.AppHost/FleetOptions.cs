using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace CacheFleet.AppHost;

/// <summary>What a start of the fleet can choose; every bad choice is refused, none repaired.</summary>
internal sealed record FleetOptions
{
    public const string Section = "CacheFleet";
    public const string Api = "api";

    private const int FewestReplicas = 1;
    private const int MostReplicas = 8;
    private const int UsualApiPort = 5080;

    public required int Replicas { get; init; }

    public required Infrastructure? Infrastructure { get; init; }

    /// <summary>Fault gates, policy headers and the other switches of the lab.</summary>
    public required bool Lab { get; init; }

    /// <summary>
    /// In a lab, the policies that are compared beside each family's own. Without them an
    /// invalidation touches one entry, as in production, and not one for each policy.
    /// </summary>
    public required bool Compare { get; init; }

    public required string RepositoryRoot { get; init; }

    public required string DataFolder { get; init; }

    public required string ToolsFolder { get; init; }

    public required bool Fresh { get; init; }

    /// <summary>Null leaves the choice to the orchestrator (`--api-port 0`).</summary>
    public required int? ApiPort { get; init; }

    public required ServerPorts Ports { get; init; }

    /// <summary>Load tests that wait on the dashboard for somebody to start them.</summary>
    public IReadOnlyList<string> Scenarios { get; } = ["herd", "race", "trace"];

    /// <exception cref="FleetException">A value that no fleet can have.</exception>
    public static FleetOptions Read(IConfiguration configuration, string appHostDirectory)
    {
        var chosen = configuration.GetSection(Section);
        var root = Path.GetFullPath(Path.Combine(appHostDirectory, ".."));
        return new FleetOptions
        {
            Replicas = Number(chosen, "Replicas", 3, FewestReplicas, MostReplicas),
            Infrastructure = InfrastructureFrom(chosen["Infra"]),
            Lab = OnOrOff(chosen, "Lab", usually: true),
            Compare = OnOrOff(chosen, "Compare", usually: true),
            RepositoryRoot = root,
            DataFolder = Path.GetFullPath(chosen["Data"] ?? Path.Combine(root, ".fleet", "data")),
            ToolsFolder = Path.GetFullPath(chosen["Tools"] ?? configuration["CACHEFLEET_TOOLS"]
                ?? Path.Combine(root, ".fleet", "tools")),
            Fresh = OnOrOff(chosen, "Fresh", usually: false),
            ApiPort = Port(chosen, "ApiPort", UsualApiPort),
            Ports = new ServerPorts(
                Port(chosen, "RedisPort"), Port(chosen, "PostgresPort"),
                Port(chosen, "ZooKeeperPort"), Port(chosen, "KafkaPort")),
        };
    }

    private static Infrastructure? InfrastructureFrom(string? value) => value switch
    {
        null => null,
        "native" => AppHost.Infrastructure.Native,
        "containers" => AppHost.Infrastructure.Containers,
        _ => throw new FleetException($"--infra takes containers or native, not '{value}'"),
    };

    private static int? Port(IConfigurationSection chosen, string key, int usually = 0) =>
        Number(chosen, key, usually, 0, 65_535) is > 0 and var port ? port : null;

    private static int Number(
        IConfigurationSection chosen, string key, int usually, int least, int most)
    {
        if (chosen[key] is not { } text) return usually;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw new FleetException($"{key} must be {least} to {most}, not '{text}'");
    }

    private static bool OnOrOff(IConfigurationSection chosen, string key, bool usually) =>
        chosen[key]?.ToUpperInvariant() switch
        {
            null => usually,
            "ON" or "TRUE" => true,
            "OFF" or "FALSE" => false,
            var other => throw new FleetException($"{key} is on or off, not '{other}'"),
        };
}

internal enum Infrastructure { Native, Containers }

/// <summary>A port that is null is chosen among the free ones.</summary>
internal sealed record ServerPorts(int? Redis, int? Postgres, int? ZooKeeper, int? Kafka);
