using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the console of a resource says about its waiting.</summary>
internal static partial class WaitLog
{
    [LoggerMessage(LogLevel.Information, "Waiting for '{Dependency}' ({WaitType}).")]
    public static partial void Waiting(ILogger log, string dependency, WaitType waitType);

    [LoggerMessage(LogLevel.Information, "Finished waiting for '{Dependency}'.")]
    public static partial void Finished(ILogger log, string dependency);

    [LoggerMessage(LogLevel.Error, "{Why}")]
    public static partial void GaveUp(ILogger log, string why);
}
