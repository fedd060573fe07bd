using System.Text.RegularExpressions;

namespace CacheFleet.Tidy.Tests.Dashboards;

/// <summary>A panel or an alert on a metric that nobody exports stays silent for ever.</summary>
public sealed partial class DashboardTests
{
    // What Prometheus itself keeps of alerts.
    private const string Alerts = "ALERTS";

    private static readonly string[] KnownLabels =
    [
        "family", "policy", "tier", "outcome", "reason", "source", "instance", "job", "le", "alertname", "alertstate",
    ];

    public static TheoryData<string> Files =>
    [
        .. RepositoryFiles.All.Where(path => path.StartsWith("dashboards/", StringComparison.Ordinal)
            && (path.EndsWith(".json", StringComparison.Ordinal) || path.EndsWith(".rules.yml"))),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Dashboards_and_rules_use_only_metrics_that_the_fleet_exports(string file)
    {
        var known = await Exported.MetricsAsync();
        known.UnionWith(Recorded());
        known.Add(Alerts);
        var queries = PromQuery.In(file).ToList();

        Assert.NotEmpty(queries);
        Assert.Empty(queries.SelectMany(query => query.Metrics()).Except(known));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Dashboards_and_rules_use_only_labels_that_the_fleet_sets(string file) =>
        Assert.Empty(PromQuery.In(file).SelectMany(query => query.Labels()).Distinct().Except(KnownLabels));

    [Fact]
    public async Task The_designs_metrics_are_exported()
    {
        string[] names =
        [
            "cachefleet_reads_total", "cachefleet_origin_loads_total", "cachefleet_origin_load_duration_seconds_bucket",
            "cachefleet_fills_total", "cachefleet_coalesced_total", "cachefleet_staleness_seconds_bucket",
            "cachefleet_invalidations_total", "cachefleet_invalidation_lag_seconds_bucket",
            "cachefleet_outbox_pending", "cachefleet_dead_letters_total",
        ];

        Assert.Empty(names.Except(await Exported.MetricsAsync()));
    }

    [Fact]
    public void Every_meter_of_a_dashboard_is_one_that_the_services_export()
    {
        var telemetry = RepositoryFiles.Read("CacheFleet.ServiceDefaults/Telemetry.cs");

        Assert.Contains("\"Microsoft.AspNetCore.Hosting\"", telemetry);
        Assert.Contains("\"Microsoft.AspNetCore.Server.Kestrel\"", telemetry);
    }

    private static IEnumerable<string> Recorded() => RepositoryFiles.EndingIn(".rules.yml")
        .SelectMany(path => Record().Matches(RepositoryFiles.Read(path)).Select(match => match.Groups["name"].Value));

    [GeneratedRegex(@"record: (?<name>\S+)")]
    private static partial Regex Record();
}
