using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the console of an instance says about commands.</summary>
internal static partial class CommandLog
{
    [LoggerMessage(LogLevel.Information, "Running command '{Command}'.")]
    public static partial void Running(ILogger log, string command);

    [LoggerMessage(LogLevel.Information, "Command '{Command}' succeeded.{Message}")]
    public static partial void Succeeded(ILogger log, string command, string message);

    [LoggerMessage(LogLevel.Information, "Command '{Command}' was cancelled.")]
    public static partial void Cancelled(ILogger log, string command);

    [LoggerMessage(LogLevel.Error, "Command '{Command}' failed.{Message}")]
    public static partial void Failed(
        ILogger log, string command, string message, Exception? exception);
}
