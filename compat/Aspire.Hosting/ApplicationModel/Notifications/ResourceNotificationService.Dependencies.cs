using System.Collections.Concurrent;

namespace Aspire.Hosting.ApplicationModel;

// Who waits for whom. A resource is told to be Waiting, with the names it still waits for, until
// all its
// dependencies have got as far as its annotations ask.
public partial class ResourceNotificationService
{
    /// <exception cref="DistributedApplicationException">
    /// A dependency ended where it should run, or ended badly.
    /// </exception>
    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>()
            .SelectMany(wait => wait.Resource.GetResolvedResourceNames().Select(id => (wait, id)))
            .ToArray();
        if (waits.Length == 0) return;
        var pending = new ConcurrentDictionary<string, byte>(
            waits.Select(w => KeyValuePair.Create(w.id, (byte)0)).DistinctBy(w => w.Key));
        await TellWaitingAsync(resource, pending.Keys).ConfigureAwait(false);
        await Task.WhenAll(waits.Select(async w =>
        {
            await WaitForDependencyAsync(resource, w.wait, w.id, cancellationToken).ConfigureAwait(false);
            pending.TryRemove(w.id, out _);
            await TellWaitingAsync(resource, pending.Keys).ConfigureAwait(false);
        })).ConfigureAwait(false);
    }

    private Task TellWaitingAsync(IResource resource, ICollection<string> names) =>
        PublishUpdateAsync(resource, s => !MayWait(s.State?.Text) || names.Count == 0 ? s : s with
        {
            State = KnownResourceStates.Waiting,
            Properties = s.Properties.SetResourceProperty(KnownProperties.WaitingFor, names.Order().ToArray()),
        });

    private static bool MayWait(string? state) =>
        state is null
        || state == KnownResourceStates.NotStarted
        || state == KnownResourceStates.Starting
        || state == KnownResourceStates.Waiting;

    private async Task WaitForDependencyAsync(
        IResource resource, WaitAnnotation wait, string id, CancellationToken cancellationToken)
    {
        var log = _resourceLoggers.GetLogger(resource);
        WaitLog.Waiting(log, id, wait.WaitType);
        var stops = (wait.WaitBehavior ?? _defaultWaitBehavior) == WaitBehavior.StopOnResourceUnavailable;
        var reached = await WaitAsync(
            wait.Resource.Name,
            e => e.ResourceId == id && (IsEnough(wait, e.Snapshot) || IsTooLate(wait, e.Snapshot, stops)),
            $"let '{resource.Name}' start ({wait.WaitType})",
            cancellationToken).ConfigureAwait(false);
        if (!IsEnough(wait, reached.Snapshot))
        {
            var why = $"'{resource.Name}' stopped waiting for '{id}' ({wait.WaitType}): {Tell(reached)}.";
            WaitLog.GaveUp(log, why);
            throw new DistributedApplicationException(why);
        }

        if (wait.WaitType == WaitType.WaitUntilHealthy && reached.Snapshot.ReadyEvent is { } ready)
            await ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        WaitLog.Finished(log, id);
    }

    private static bool IsEnough(WaitAnnotation wait, CustomResourceSnapshot snapshot) => wait.WaitType switch
    {
        WaitType.WaitUntilHealthy => IsHealthy(snapshot),
        WaitType.WaitUntilStarted => snapshot.State?.Text == KnownResourceStates.Running,
        _ => snapshot.State?.Text is { } state
            && (state == KnownResourceStates.Finished || state == KnownResourceStates.Exited)
            && (snapshot.ExitCode ?? wait.ExitCode) == wait.ExitCode,
    };

    private static bool IsTooLate(WaitAnnotation wait, CustomResourceSnapshot snapshot, bool stops) =>
        IsUnavailable(snapshot) && (stops || wait.WaitType == WaitType.WaitForCompletion);
}
