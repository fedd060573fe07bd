using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Raises a resource's ready event once, for whichever replica is ready first.</summary>
internal sealed class ReadyEvents(IDistributedApplicationEventing eventing, IServiceProvider services)
{
    private readonly Dictionary<IResource, Task> _raised = [];

    /// <returns>The subscribers' work, which those who wait for the resource await too.</returns>
    public Task Raise(IResource resource)
    {
        lock (_raised)
        {
            if (!_raised.TryGetValue(resource, out var work))
            {
                var @event = new ResourceReadyEvent(resource, services);
                _raised[resource] = work = Task.Run(() => eventing.PublishAsync(@event));
            }

            return work;
        }
    }
}
