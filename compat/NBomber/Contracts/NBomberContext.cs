using NBomber.Contracts.Stats;
using Serilog;
using Serilog.Events;

namespace NBomber.Contracts;

/// <summary>A session as it was declared. Built and changed by <c>NBomberRunner</c>.</summary>
public sealed record NBomberContext
{
    internal NBomberContext(IReadOnlyList<ScenarioProps> scenarios) => Scenarios = scenarios;

    internal IReadOnlyList<ScenarioProps> Scenarios { get; init; }

    internal string TestSuite { get; init; } = "nbomber_default_test_suite_name";

    internal string TestName { get; init; } = "nbomber_default_test_name";

    internal string? ReportFileName { get; init; }

    internal string ReportFolder { get; init; } = "reports";

    internal IReadOnlyList<ReportFormat> ReportFormats { get; init; } =
        [ReportFormat.Txt, ReportFormat.Html, ReportFormat.Csv, ReportFormat.Md];

    internal TimeSpan ReportingInterval { get; init; } = TimeSpan.FromSeconds(5);

    internal TimeSpan CompletionTimeout { get; init; } = TimeSpan.FromMinutes(1);

    internal IReadOnlyList<IReportingSink> ReportingSinks { get; init; } = [];

    internal Func<ReportData, ReportData> ReportFinalizer { get; init; } = data => data;

    internal bool ConsoleMetrics { get; init; } = true;

    internal Func<LoggerConfiguration>? LoggerConfig { get; init; }

    internal LogEventLevel MinimumLogLevel { get; init; } = LogEventLevel.Debug;
}
