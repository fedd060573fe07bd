using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// One watcher's view; a watcher that does not read loses its oldest changes only.
/// </summary>
internal sealed class ResourceWatch(IReadOnlyList<ResourceEvent> current, Action<ResourceWatch> end)
    : IDisposable
{
    private const int Backlog = 10_000;
    private readonly Channel<ResourceEvent> _changes = Channel.CreateBounded<ResourceEvent>(
        new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });

    public IReadOnlyList<ResourceEvent> Current { get; } = current;

    public ChannelReader<ResourceEvent> Changes => _changes.Reader;

    public void Tell(ResourceEvent told) => _changes.Writer.TryWrite(told);

    public void Complete() => _changes.Writer.TryComplete();

    public void Dispose() => end(this);
}
