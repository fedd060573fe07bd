namespace Aspire.StackExchange.Redis;

/// <summary>How a service reaches Redis, apart from the client's own options.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The client's configuration string, such as <c>localhost:6379</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves out the health check. False by default.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves out tracing. The stand-in traces nothing either way.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>
    /// Leaves the connection closed until it is first asked for. False by default.
    /// </summary>
    public bool DisableAutoActivation { get; set; }
}
