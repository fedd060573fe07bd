using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The one place that knows how every instance of every resource is doing. The executor and the health checks
/// publish; the dashboard, the waits and the tests watch. A publication replaces the whole snapshot under
/// the instance's lock, so a state factory always sees the last one and two publishers cannot undo each other.
/// </summary>
public partial class ResourceNotificationService : IDisposable
{
    private readonly ConcurrentDictionary<string, Instance> _instances = new();
    private readonly Lock _gate = new();
    private readonly List<ResourceWatch> _watches = [];
    private readonly IServiceProvider _services;
    private readonly ResourceLoggerService _resourceLoggers;
    private readonly WaitBehavior _defaultWaitBehavior;
    private bool _isDisposed;

    public ResourceNotificationService(
        ILogger<ResourceNotificationService> logger,
        IHostApplicationLifetime hostApplicationLifetime,
        IServiceProvider serviceProvider,
        ResourceLoggerService resourceLoggerService)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        _services = serviceProvider;
        _resourceLoggers = resourceLoggerService;
        _defaultWaitBehavior = serviceProvider.GetService<IOptions<ResourceNotificationServiceOptions>>()
            ?.Value.DefaultWaitBehavior ?? WaitBehavior.StopOnResourceUnavailable;
    }

    public async Task PublishUpdateAsync(
        IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        foreach (var name in resource.GetResolvedResourceNames())
            await PublishUpdateAsync(resource, name, stateFactory).ConfigureAwait(false);
    }

    public Task PublishUpdateAsync(
        IResource resource,
        string resourceId,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(stateFactory);
        var instance = _instances.GetOrAdd(resourceId, _ => new Instance(resource));
        if (instance.Resource != resource)
            throw new InvalidOperationException(
                $"'{resourceId}' is an instance of '{instance.Resource.Name}', not of '{resource.Name}'.");
        lock (instance)
        {
            var next = Complete(resource, stateFactory(instance.Last ?? Initial(resource)));
            Tell(instance, new ResourceEvent(resource, resourceId, next));
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// The last publication of every instance, then everything published from now on.
    /// </summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var watch = Subscribe();
        foreach (var told in watch.Current) yield return told;
        await foreach (var told in watch.Changes.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            yield return told;
    }

    /// <summary>
    /// What holds now, and a channel of all that follows, without a gap or a repetition.
    /// </summary>
    internal ResourceWatch Subscribe()
    {
        lock (_gate)
        {
            var current = _instances.Where(i => i.Value.Last is not null)
                .Select(i => new ResourceEvent(i.Value.Resource, i.Key, i.Value.Last!))
                .ToArray();
            var watch = new ResourceWatch(current, Unwatch);
            if (_isDisposed) watch.Complete();
            _watches.Add(watch);
            return watch;
        }
    }

    private void Unwatch(ResourceWatch watch)
    {
        lock (_gate) _watches.Remove(watch);
    }

    private void Tell(Instance instance, ResourceEvent told)
    {
        lock (_gate)
        {
            instance.Last = told.Snapshot;
            foreach (var watch in _watches) watch.Tell(told);
        }
    }

    /// <summary>By instance, or by resource where that has one instance only.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        resourceEvent = null;
        if (!_instances.TryGetValue(resourceId, out var instance))
        {
            var named = _instances.Where(i => SameName(i.Value.Resource.Name, resourceId)).Take(2).ToArray();
            if (named.Length != 1) return false;
            (resourceId, instance) = (named[0].Key, named[0].Value);
        }

        if (instance.Last is not { } last) return false;
        resourceEvent = new ResourceEvent(instance.Resource, resourceId, last);
        return true;
    }

    /// <summary>
    /// Ends every watch, as a stream ends: the application is over, nobody has failed.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var watch in _watches) watch.Complete();
        }

        GC.SuppressFinalize(this);
    }

    private static bool SameName(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static CustomResourceSnapshot Initial(IResource resource) =>
        resource.Annotations.OfType<ResourceSnapshotAnnotation>().LastOrDefault()?.InitialSnapshot
        ?? new CustomResourceSnapshot { ResourceType = resource.GetType().Name, Properties = [] };

    private sealed class Instance(IResource resource)
    {
        public IResource Resource { get; } = resource;

        public CustomResourceSnapshot? Last { get; set; }
    }
}
