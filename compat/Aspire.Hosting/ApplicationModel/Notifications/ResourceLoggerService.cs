using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The consoles of all instances. The executor adds what a process writes (<see cref="AddLine"/>), the host
/// itself writes through <see cref="GetLogger(string)"/>, and the dashboard and tests read.
/// </summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new();
    private readonly ConcurrentDictionary<Channel<LogSubscriber>, byte> _observers = new();

    internal TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>A logger that writes to the console of every instance of the resource.</summary>
    public ILogger GetLogger(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var names = resource.GetResolvedResourceNames();
        return names.Length == 1 ? Log(names[0]) : new Several([.. names.Select(Log)]);
    }

    public ILogger GetLogger(string resourceName) => Log(resourceName);

    /// <summary>The lines so far.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) =>
        Merged([.. resource.GetResolvedResourceNames().Select(GetAllAsync)]);

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return Number(Log(resourceName).ToArray(), 1);
    }

    /// <summary>The lines so far, then those to come until the console is completed.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var names = resource.GetResolvedResourceNames();
        return names.Length == 1
            ? WatchAsync(names[0])
            : Merged([.. names.Select(WatchAsync)]);
    }

    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) =>
        FollowAsync(Log(resourceName));

    /// <summary>Tells when the first watcher of a console comes and the last one goes.</summary>
    public async IAsyncEnumerable<LogSubscriber> WatchAnySubscribersAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<LogSubscriber>();
        _observers.TryAdd(channel, 0);
        try
        {
            foreach (var (name, log) in _logs)
                if (log.IsWatched)
                    yield return new LogSubscriber(name, AnySubscribers: true);
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return change;
        }
        finally
        {
            _observers.TryRemove(channel, out _);
        }
    }

    public void Complete(IResource resource)
    {
        foreach (var name in resource.GetResolvedResourceNames()) Complete(name);
    }

    public void Complete(string name)
    {
        if (_logs.TryGetValue(name, out var log)) log.Complete();
    }

    public void ClearBacklog(string resourceName)
    {
        if (_logs.TryGetValue(resourceName, out var log)) log.Clear();
    }

    public void Dispose()
    {
        foreach (var log in _logs.Values) log.Complete();
        foreach (var observer in _observers.Keys) observer.Writer.TryComplete();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// A line of a process, as it came (with the time in front where the source gives it).
    /// </summary>
    internal void AddLine(string resourceName, string content, bool isError) =>
        Log(resourceName).Add(content, isError);

    private ResourceLog Log(string name) => _logs.GetOrAdd(
        name,
        n => new ResourceLog(TimeProvider, any =>
        {
            foreach (var observer in _observers.Keys) observer.Writer.TryWrite(new LogSubscriber(n, any));
        }));

    private static async IAsyncEnumerable<IReadOnlyList<LogLine>> FollowAsync(
        ResourceLog log, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (backlog, rest) = log.Watch();
        try
        {
            var next = 1 + backlog.Length;
            if (backlog.Length > 0) yield return Number(backlog, 1);
            while (await rest.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var batch = new List<ResourceLog.Entry>();
                while (batch.Count < 500 && rest.Reader.TryRead(out var entry)) batch.Add(entry);
                yield return Number(batch, next);
                next += batch.Count;
            }
        }
        finally
        {
            log.Unwatch(rest);
        }
    }

    private static LogLine[] Number(IEnumerable<ResourceLog.Entry> entries, int first) =>
        [.. entries.Select((entry, i) => new LogLine(first + i, entry.Content, entry.IsError))];

    private static async IAsyncEnumerable<IReadOnlyList<LogLine>> Merged(
        IAsyncEnumerable<IReadOnlyList<LogLine>>[] consoles,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var merged = Channel.CreateBounded<IReadOnlyList<LogLine>>(100);
        var copying = Task.WhenAll(consoles.Select(async console =>
        {
            await foreach (var lines in console.WithCancellation(ended.Token).ConfigureAwait(false))
                await merged.Writer.WriteAsync(lines, ended.Token).ConfigureAwait(false);
        })).ContinueWith(
            done => merged.Writer.TryComplete(done.Exception), TaskScheduler.Default);
        try
        {
            await foreach (var lines in merged.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return lines;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await copying.ConfigureAwait(false);
        }
    }

    private sealed class Several(ILogger[] loggers) : ILogger
    {
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
            foreach (var logger in loggers) logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
