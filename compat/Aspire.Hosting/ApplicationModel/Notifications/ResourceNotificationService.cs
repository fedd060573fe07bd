using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The one place that knows how every instance of every resource is doing. The executor and the health checks
/// publish; the dashboard, the waits and the tests watch. A publication replaces the whole snapshot under the
/// instance's lock, so a state factory always sees the last one and two publishers cannot undo each other.
/// </summary>
public partial class ResourceNotificationService : IDisposable
{
    private readonly ConcurrentDictionary<string, Instance> _instances = new();
    private readonly ConcurrentDictionary<Channel<ResourceEvent>, byte> _watchers = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly IServiceProvider _services;
    private readonly ResourceLoggerService _resourceLoggers;
    private readonly WaitBehavior _defaultWaitBehavior;

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
            instance.Version++;
            instance.Last = next with { Version = instance.Version };
            var told = new ResourceEvent(resource, resourceId, instance.Last);
            foreach (var watcher in _watchers.Keys) watcher.Writer.TryWrite(told);
        }

        return Task.CompletedTask;
    }

    /// <summary>The last publication of every instance, then everything published from now on.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_disposing.Token, cancellationToken);
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        _watchers.TryAdd(channel, 0);
        try
        {
            // We watch before we look, so that nothing falls between; what the look has already told is
            // recognised by its version.
            var seen = new Dictionary<string, long>();
            foreach (var (id, instance) in _instances)
            {
                if (instance.Last is not { } last) continue;
                seen[id] = last.Version;
                yield return new ResourceEvent(instance.Resource, id, last);
            }

            await foreach (var told in channel.Reader.ReadAllAsync(ended.Token).ConfigureAwait(false))
                if (told.Snapshot.Version > seen.GetValueOrDefault(told.ResourceId))
                    yield return told;
        }
        finally
        {
            _watchers.TryRemove(channel, out _);
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

    public void Dispose()
    {
        _disposing.Cancel();
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

        public long Version { get; set; }

        public CustomResourceSnapshot? Last { get; set; }
    }
}
