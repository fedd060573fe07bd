namespace CacheFleet.AppHost;

/// <summary>
/// The short options of the command line as configuration keys, so that `--replicas 5`, an environment variable
/// `CacheFleet__Replicas=5` and an appsettings file all say the same thing.
/// </summary>
internal static class FleetArguments
{
    private static readonly string[] WithValue =
    [
        "replicas", "infra", "lab", "compare", "data", "tools",
        "api-port", "redis-port", "postgres-port", "zookeeper-port", "kafka-port",
    ];

    private static readonly string[] Switches = ["fresh"];

    /// <exception cref="FleetException">An option that needs a value stands at the end.</exception>
    public static string[] Expand(string[] args)
    {
        var expanded = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = Split(args[i]);
            if (name == args[i])
                expanded.Add(name);
            else if (Switches.Contains(name))
                expanded.Add(Pair(name, value ?? "true"));
            else if (!WithValue.Contains(name))
                expanded.Add(args[i]);
            else if (value is not null)
                expanded.Add(Pair(name, value));
            else if (++i < args.Length)
                expanded.Add(Pair(name, args[i]));
            else
                throw new FleetException($"--{name} needs a value");
        }

        return [.. expanded];
    }

    private static (string Name, string? Value) Split(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal)) return (argument, null);
        var parts = argument[2..].Split('=', 2);
        return (parts[0], parts.Length == 2 ? parts[1] : null);
    }

    private static string Pair(string name, string value) =>
        $"--{FleetOptions.Section}:{name.Replace("-", "", StringComparison.Ordinal)}={value}";
}
