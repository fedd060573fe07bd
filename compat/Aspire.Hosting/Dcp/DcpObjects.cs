namespace Aspire.Hosting.Dcp;

// The part of DCP's objects (kind Executable, Service) that we read or write.

internal sealed record DcpMetadata(
    string Name, IReadOnlyDictionary<string, string>? Annotations = null)
{
    public DateTime? CreationTimestamp { get; init; }
}

internal abstract record DcpObject(DcpMetadata Metadata)
{
    public const string Group = "usvc-dev.developer.microsoft.com/v1";

    public string ApiVersion { get; init; } = Group;

    public abstract string Kind { get; }
}

internal sealed record DcpExecutable(DcpMetadata Metadata, ExecutableSpec Spec)
    : DcpObject(Metadata)
{
    public override string Kind => "Executable";

    public ExecutableStatus? Status { get; init; }
}

internal sealed record ExecutableSpec(
    string ExecutablePath,
    string WorkingDirectory,
    IReadOnlyList<string>? Args,
    IReadOnlyList<EnvironmentVariable>? Env)
{
    public string ExecutionType { get; init; } = "Process";
}

internal sealed record ExecutableStatus
{
    public string State { get; init; } = "";

    public int Pid { get; init; }

    public int? ExitCode { get; init; }

    public DateTime? StartupTimestamp { get; init; }

    public DateTime? FinishTimestamp { get; init; }

    public IReadOnlyList<EnvironmentVariable>? EffectiveEnv { get; init; }

    public IReadOnlyList<string>? EffectiveArgs { get; init; }
}

internal sealed record EnvironmentVariable(string Name, string? Value);

internal sealed record DcpService(DcpMetadata Metadata, ServiceSpec Spec) : DcpObject(Metadata)
{
    public override string Kind => "Service";

    public ServiceStatus? Status { get; init; }
}

internal sealed record ServiceSpec(string AddressAllocationMode, string? Address, int? Port)
{
    public string Protocol { get; init; } = "TCP";
}

internal sealed record ServiceStatus(
    string? State, string? EffectiveAddress, int? EffectivePort);

/// <summary>Ties a process to the service whose port it serves.</summary>
internal sealed record ServiceProducer(string ServiceName, string? Address, int? Port);

internal sealed record DcpList<T>(IReadOnlyList<T> Items);

internal sealed record WatchEvent<T>(string Type, T Object);
