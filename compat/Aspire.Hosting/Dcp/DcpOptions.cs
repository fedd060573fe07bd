namespace Aspire.Hosting.Dcp;

/// <summary>Configuration section <c>DcpPublisher</c>, with the real package's keys.</summary>
internal sealed class DcpOptions
{
    public const string Section = "DcpPublisher";

    /// <summary>The <c>dcp</c> binary.</summary>
    public string? CliPath { get; set; }

    /// <summary>The dashboard's binary, or the bundle's <c>aspire-managed</c>.</summary>
    public string? DashboardPath { get; set; }

    /// <summary>Tests run beside each other: fixed ports become free ones.</summary>
    public bool RandomizePorts { get; set; }
}
