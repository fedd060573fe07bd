namespace Aspire.Hosting.Testing;

/// <summary>An application that a test may still change before it builds and starts it.</summary>
public interface IDistributedApplicationTestingBuilder
    : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
