using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// What a test has that a run has not: no dashboard unless it asks for one, free ports instead of fixed ones, so
/// that it runs beside a fleet, and the AppHost's launch profile, which <c>dotnet run</c> would have read.
/// </summary>
internal static class TestDefaults
{
    public static void Apply(
        DistributedApplicationOptions options,
        HostApplicationBuilderSettings settings,
        string[] args,
        Assembly appHost)
    {
        settings.Args = options.Args = [.. options.Args ?? [], .. args];
        settings.ApplicationName = options.AssemblyName = appHost.GetName().Name;
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        var values = new Dictionary<string, string?>
        {
            ["DcpPublisher:RandomizePorts"] = "true",
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
        };
        var directory = appHost.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "AppHostProjectPath")?.Value;
        if (Directory.Exists(directory))
        {
            settings.ContentRootPath = directory;
            var profile = LaunchProfile.Read(directory, null);
            foreach (var (name, value) in profile?.Variables ?? new Dictionary<string, string>())
                Add(values, name, value);
        }

        settings.Configuration ??= new ConfigurationManager();
        settings.Configuration.AddInMemoryCollection(values);
    }

    // The host reads some of its own settings without the prefix that their variables have.
    private static void Add(Dictionary<string, string?> values, string name, string value)
    {
        values[name] = value;
        foreach (var prefix in new[] { "DOTNET_", "ASPNETCORE_" })
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                values[name[prefix.Length..]] = value;
        }
    }
}
