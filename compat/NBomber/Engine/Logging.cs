using NBomber.Contracts;
using NBomber.Contracts.Stats;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace NBomber.Engine;

/// <summary>The session's log: a file beside the reports, made when the first line comes.</summary>
internal static class Logging
{
    public static ILogger Create(NBomberContext context, TestInfo test)
    {
        if (context.LoggerConfig is { } configured)
            return configured().MinimumLevel.Is(context.MinimumLogLevel).CreateLogger();
        var configuration = new LoggerConfiguration().MinimumLevel.Is(context.MinimumLogLevel);
        if (context.ReportFormats.Count > 0)
        {
            var file = Path.Combine(context.ReportFolder, $"nbomber-log-{test.SessionId}.txt");
            configuration.WriteTo.Sink(new FileSink(file));
        }
        return configuration.CreateLogger();
    }

    private sealed class FileSink(string path) : ILogEventSink, IDisposable
    {
        private readonly Lock _gate = new();
        private StreamWriter? _file;

        public void Emit(LogEvent logEvent)
        {
            lock (_gate)
            {
                _file ??= Open();
                _file.Write($"{logEvent.Timestamp:HH:mm:ss.fff} {logEvent.Level} ");
                logEvent.RenderMessage(_file, System.Globalization.CultureInfo.InvariantCulture);
                _file.WriteLine(logEvent.Exception is { } error ? $" {error}" : "");
                _file.Flush();
            }
        }

        public void Dispose()
        {
            lock (_gate)
                _file?.Dispose();
        }

        private StreamWriter Open()
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new StreamWriter(path, append: true);
        }
    }
}
