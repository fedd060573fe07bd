using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// Finds DCP and the dashboard: what is configured, else the bundle named by <c>CACHEFLEET_ASPIRE_BUNDLE</c>,
/// else <c>.fleet/tools/aspire</c> in the AppHost's folder or one above it.
/// </summary>
internal sealed class AspireBundle(IOptions<DcpOptions> options, IConfiguration configuration)
{
    private const string Variable = "CACHEFLEET_ASPIRE_BUNDLE";

    public string Dcp => Require(options.Value.CliPath, "CliPath", Path.Combine("dcp", "dcp"));

    public string Dashboard
        => Require(
            options.Value.DashboardPath, "DashboardPath", Path.Combine("managed", "aspire-managed"));

    private string Require(string? configured, string key, string inBundle)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return File.Exists(configured) ? configured : throw new DistributedApplicationException(
                $"There is no file at '{configured}', which '{DcpOptions.Section}:{key}' names.");
        }

        var path = Path.Combine(Folder(), inBundle);
        return File.Exists(path) ? path : throw new DistributedApplicationException(
            $"The Aspire bundle is missing at '{Folder()}' (no '{inBundle}' there): run ./run.sh "
            + $"once, which unpacks it, or set {Variable} to a folder that 'aspire setup' has made.");
    }

    private string Folder()
    {
        if (configuration[Variable] is { Length: > 0 } folder)
            return folder;
        var inTree = Path.Combine(".fleet", "tools", "aspire");
        var appHost = configuration["AppHost:Directory"]!;
        for (var at = new DirectoryInfo(appHost); at is not null; at = at.Parent)
        {
            if (Directory.Exists(Path.Combine(at.FullName, inTree)))
                return Path.Combine(at.FullName, inTree);
        }

        return Path.Combine(appHost, inTree);
    }
}
