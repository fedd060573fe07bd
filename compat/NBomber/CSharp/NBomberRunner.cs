using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.Engine;
using Serilog;
using Serilog.Events;

namespace NBomber.CSharp;

/// <summary>Declares and runs a session.</summary>
public static class NBomberRunner
{
    public static NBomberContext RegisterScenarios(params ScenarioProps[] scenarios) =>
        new(scenarios);

    public static NBomberContext WithTargetScenarios(
        this NBomberContext context, params string[] scenarioNames) =>
        context with { Scenarios = [.. scenarioNames.Select(name => Named(context, name))] };

    public static NBomberContext WithTestSuite(this NBomberContext context, string testSuite) =>
        context with { TestSuite = testSuite };

    public static NBomberContext WithTestName(this NBomberContext context, string testName) =>
        context with { TestName = testName };

    public static NBomberContext WithReportFileName(
        this NBomberContext context, string reportFileName) =>
        context with { ReportFileName = reportFileName };

    public static NBomberContext WithReportFolder(
        this NBomberContext context, string reportFolderPath) =>
        context with { ReportFolder = reportFolderPath };

    public static NBomberContext WithReportFormats(
        this NBomberContext context, params ReportFormat[] reportFormats) =>
        context with { ReportFormats = reportFormats };

    public static NBomberContext WithoutReports(this NBomberContext context) =>
        context with { ReportFormats = [] };

    /// <param name="context">The session.</param>
    /// <param name="interval">5 seconds at least, as in the real package.</param>
    public static NBomberContext WithReportingInterval(
        this NBomberContext context, TimeSpan interval) =>
        context with { ReportingInterval = interval };

    public static NBomberContext WithReportingSinks(
        this NBomberContext context, params IReportingSink[] reportingSinks) =>
        context with { ReportingSinks = reportingSinks };

    public static NBomberContext WithReportFinalizer(
        this NBomberContext context, Func<ReportData, ReportData> finalizer) =>
        context with { ReportFinalizer = finalizer };

    /// <summary>How long to wait at the end for iterations that are still under way.</summary>
    public static NBomberContext WithScenarioCompletionTimeout(
        this NBomberContext context, TimeSpan timeout) =>
        context with { CompletionTimeout = timeout };

    public static NBomberContext WithLoggerConfig(
        this NBomberContext context, Func<LoggerConfiguration> createLoggerConfig) =>
        context with { LoggerConfig = createLoggerConfig };

    public static NBomberContext WithMinimumLogLevel(
        this NBomberContext context, LogEventLevel level) =>
        context with { MinimumLogLevel = level };

    public static NBomberContext DisplayConsoleMetrics(
        this NBomberContext context, bool display) =>
        context with { ConsoleMetrics = display };

    /// <summary>Accepted and ignored: only the real package asks for a licence.</summary>
    public static NBomberContext WithLicense(this NBomberContext context, string license) =>
        context;

    public static NodeStats Run(this NBomberContext context) => Session.Run(context);

    /// <summary>Arguments are those of the real package's command line; the stand-in knows none and
    /// refuses any, so that nothing is silently ignored.</summary>
    public static NodeStats Run(this NBomberContext context, params string[] args) =>
        args.Length == 0
            ? Session.Run(context)
            : throw new NotSupportedException(
                "NBomber's stand-in takes no command-line arguments, but was given: " +
                string.Join(' ', args));

    private static ScenarioProps Named(NBomberContext context, string name) =>
        context.Scenarios.FirstOrDefault(one => one.ScenarioName == name)
        ?? throw new NBomberException(
            $"WithTargetScenarios: there is no scenario '{name}', but there are " +
            $"{string.Join(", ", context.Scenarios.Select(one => $"'{one.ScenarioName}'"))}.");
}
