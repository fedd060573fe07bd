using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka.Publishing;

/// <summary>
/// Counts the reports of one batch; complete when the last has come, whatever it says.
/// </summary>
internal sealed class DeliveryReports(int all)
{
    private readonly TaskCompletionSource _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Error? _error;
    private int _failed;
    private int _counted;

    public Task Completion => _completion.Task;

    public void Take(DeliveryReport<string, byte[]> report)
    {
        // On an old broker "possibly persisted" counts as not: it is published again.
        if (report.Error.IsError || report.Status != PersistenceStatus.Persisted)
            Fail(1, report.Error);
        else
            Count(1);
    }

    public void Fail(int events, Error error)
    {
        Interlocked.CompareExchange(ref _error, error, null);
        Interlocked.Add(ref _failed, events);
        Count(events);
    }

    private void Count(int events)
    {
        if (Interlocked.Add(ref _counted, events) < all)
            return;
        if (_error is null)
            _completion.SetResult();
        else
            _completion.SetException(new PublishingFailedException(_failed, all, _error.Reason));
    }
}
