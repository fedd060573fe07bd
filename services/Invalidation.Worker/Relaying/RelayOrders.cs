using CacheFleet.Invalidation.Worker.Recovering;

namespace CacheFleet.Invalidation.Worker.Relaying;

/// <summary>
/// A way past the outbox' backlog, asked of the active relay between two of its batches.
/// </summary>
internal sealed class RelayOrders
{
    private Order? _order;

    /// <summary>Returns when the relay has done it.</summary>
    /// <exception cref="OperationCanceledException">It ceased to be the active one.</exception>
    public async Task AskAsync(Recovery recovery, CancellationToken cancellation)
    {
        var order = new Order(recovery);
        Interlocked.Exchange(ref _order, order)?.Done.TrySetCanceled(CancellationToken.None);
        await order.Done.Task.WaitAsync(cancellation);
    }

    public Order? Take() => Interlocked.Exchange(ref _order, null);

    internal sealed record Order(Recovery Recovery)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
