namespace Aspire.Npgsql;

/// <summary>How a service reaches PostgreSQL, apart from the data source's own options.</summary>
public class NpgsqlSettings
{
    /// <summary>The connection string.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves out the health check. False by default.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves out tracing. False by default.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Leaves out metrics. False by default.</summary>
    public bool DisableMetrics { get; set; }
}
