using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestrator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

public class DistributedApplication(IHost host) : IHost, IAsyncDisposable
{
    private const int Failed = 1;
    private bool _isDisposed;

    public IServiceProvider Services => host.Services;

    public ResourceNotificationService ResourceNotifications
        => Services.GetRequiredService<ResourceNotificationService>();

    public ResourceCommandService ResourceCommands
        => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>A test has taken over: what the entry point would start, the test starts.</summary>
    internal bool IsDrivenByTest { get; set; }

    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
        => new DistributedApplicationBuilder(args);

    public static IDistributedApplicationBuilder CreateBuilder(
        DistributedApplicationOptions options)
        => new DistributedApplicationBuilder(options);

    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var model = Services.GetRequiredService<DistributedApplicationModel>();
        await Services.GetRequiredService<IDistributedApplicationEventing>()
            .PublishAsync(new BeforeStartEvent(Services, model), cancellationToken);
        // Before the host starts, which would log a failure with its whole stack.
        Services.GetRequiredService<Preflight>().Check(model);
        await host.StartAsync(cancellationToken);
    }

    public virtual Task StopAsync(CancellationToken cancellationToken = default)
        => host.StopAsync(cancellationToken);

#pragma warning disable VSTHRD002 // It blocks because the real one does: a Program.cs ends with it.
    public void Run() => RunAsync().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    /// <summary>
    /// Runs until Ctrl-C or SIGTERM. What keeps the application from starting is told in one line, and the
    /// process ends with exit code 1: a stack trace would bury the line that says what to do.
    /// </summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (IsDrivenByTest)
        {
            await EndOfTestAsync();
            return;
        }

        try
        {
            await StartAsync(cancellationToken);
            await host.WaitForShutdownAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C during the start.
        }
        catch (DistributedApplicationException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            await DisposeAsync();
            Environment.Exit(Failed);
        }

        await DisposeAsync();
    }

    public virtual void Dispose()
    {
        host.Dispose();
        GC.SuppressFinalize(this);
    }

    public virtual async ValueTask DisposeAsync()
    {
        // Whoever still waits for the end of the application, as a test's entry point does, goes
        // on.
        if (!_isDisposed)
            Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        _isDisposed = true;
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Task EndOfTestAsync()
    {
        var end = new TaskCompletionSource();
        Services.GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopping.Register(() => end.TrySetResult());
        return end.Task;
    }
}
