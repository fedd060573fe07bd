using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The console of one instance: the last lines, and whoever follows. Both are bounded, so a chatty process
/// costs the host a known amount of memory and a watcher that does not read loses its oldest lines only.
/// </summary>
internal sealed class ResourceLog(TimeProvider clock, Action<bool> watchedChanged) : ILogger
{
    public const int Backlog = 10_000;
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _lines = new();
    private readonly List<Channel<Entry>> _watchers = [];
    private bool _complete;

    internal readonly record struct Entry(string Content, bool IsError);

    public bool IsWatched
    {
        get
        {
            lock (_gate) return _watchers.Count > 0;
        }
    }

    /// <summary>
    /// A line after the end opens the console again: the instance has been restarted.
    /// </summary>
    public void Add(string content, bool isError)
    {
        var entry = new Entry(content, isError);
        lock (_gate)
        {
            _complete = false;
            if (_lines.Count == Backlog) _lines.Dequeue();
            _lines.Enqueue(entry);
            foreach (var watcher in _watchers) watcher.Writer.TryWrite(entry);
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            _complete = true;
            foreach (var watcher in _watchers) watcher.Writer.TryComplete();
        }
    }

    public void Clear()
    {
        lock (_gate) _lines.Clear();
    }

    public Entry[] ToArray()
    {
        lock (_gate) return [.. _lines];
    }

    /// <summary>
    /// The lines so far, and a channel of those to come, without a gap or a repetition between.
    /// </summary>
    public (Entry[] Backlog, Channel<Entry> Following) Watch()
    {
        var channel = Channel.CreateBounded<Entry>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            if (_complete) channel.Writer.Complete();
            _watchers.Add(channel);
            if (_watchers.Count == 1) watchedChanged(true);
            return ([.. _lines], channel);
        }
    }

    public void Unwatch(Channel<Entry> channel)
    {
        lock (_gate)
            if (_watchers.Remove(channel) && _watchers.Count == 0)
                watchedChanged(false);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var time = clock.GetUtcNow().ToString(TimestampFormat, null);
        var text = exception is null
            ? formatter(state, exception)
            : $"{formatter(state, exception)}\n{exception}";
        foreach (var line in text.Split('\n'))
            Add($"{time} {line.TrimEnd('\r')}", logLevel >= LogLevel.Error);
    }
}
