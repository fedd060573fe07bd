using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// Runs commands. Whatever a command does, the caller gets a result: an exception is a failure.
/// </summary>
public class ResourceCommandService
{
    private readonly ResourceNotificationService _notifications;
    private readonly ResourceLoggerService _loggers;
    private readonly IServiceProvider _services;

    internal ResourceCommandService(
        ResourceNotificationService notifications, ResourceLoggerService loggers, IServiceProvider services)
    {
        _notifications = notifications;
        _loggers = loggers;
        _services = services;
    }

    /// <summary>
    /// Runs the command on one instance (or on a resource that has one instance only).
    /// </summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (!_notifications.TryGetCurrentState(resourceId, out var state))
            return CommandResults.Failure($"There is no resource '{resourceId}'.");
        return await RunAsync(state.Resource, state.ResourceId, commandName, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Runs the command on every instance at the same time; one failure makes the whole a failure.
    /// </summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        var names = resource.GetResolvedResourceNames();
        var results = await Task.WhenAll(
            names.Select(n => RunAsync(resource, n, commandName, cancellationToken))).ConfigureAwait(false);
        if (results is [var only]) return only;
        if (results.All(r => r.Success)) return CommandResults.Success();
        if (results.All(r => r.Success || r.Canceled)) return CommandResults.Canceled();
        var errors = results.Zip(names).Where(r => r.First is { Success: false, Canceled: false })
            .Select(r => $"{r.Second}: {r.First.Message}");
        return CommandResults.Failure(
            $"'{commandName}' failed on {errors.Count()} of {names.Length} instances. "
            + string.Join("; ", errors));
    }

    private async Task<ExecuteCommandResult> RunAsync(
        IResource resource, string instance, string commandName, CancellationToken cancellationToken)
    {
        var log = _loggers.GetLogger(instance);
        var command = resource.Annotations.OfType<ResourceCommandAnnotation>()
            .FirstOrDefault(a => a.Name == commandName);
        if (command is null)
            return CommandResults.Failure($"'{resource.Name}' has no command '{commandName}'.");
        CommandLog.Running(log, commandName);
        try
        {
            var result = await command.ExecuteCommand(new ExecuteCommandContext
            {
                ServiceProvider = _services,
                ResourceName = instance,
                CancellationToken = cancellationToken,
                Logger = log,
            }).ConfigureAwait(false);
            Tell(log, commandName, result);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Canceled();
        }
        catch (Exception e)
        {
            CommandLog.Failed(log, commandName, "", e);
            return CommandResults.Failure(e);
        }
    }

    private static void Tell(ILogger log, string commandName, ExecuteCommandResult result)
    {
        var message = result.Message is { Length: > 0 } text ? $" {text}" : "";
        if (result.Success) CommandLog.Succeeded(log, commandName, message);
        else if (result.Canceled) CommandLog.Cancelled(log, commandName);
        else CommandLog.Failed(log, commandName, message, exception: null);
    }

    internal static ResourceCommandService Create(IServiceProvider services) => new(
        services.GetRequiredService<ResourceNotificationService>(),
        services.GetRequiredService<ResourceLoggerService>(),
        services);
}
