using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// An AppHost's entry point on a thread of its own. It is held inside its <c>Build()</c> until the test has made
/// its changes; afterwards its <c>Run()</c> waits for the test to end instead of starting anything.
/// </summary>
internal sealed class EntryPointRun(
    Assembly appHost, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    // Tests run side by side in one process; the events of another test's thread are not ours.
    private static readonly AsyncLocal<EntryPointRun?> Current = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _building
        = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource<DistributedApplication> _built
        = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly ConcurrentBag<IDisposable> _subscriptions = [];
    private readonly object _gate = new();
    private bool _mayBuild;

    public async Task<DistributedApplicationBuilder> StartAsync(
        string[] args, CancellationToken cancellation)
    {
        var main = appHost.EntryPoint ?? throw new InvalidOperationException(
            $"'{appHost.GetName().Name}' has no entry point: name a type of the AppHost.");
        var subscription = DiagnosticListener.AllListeners.Subscribe(this);
        var thread = new Thread(() => Run(main, args, subscription))
        {
            IsBackground = true,
            Name = $"{appHost.GetName().Name}.EntryPoint",
        };
        thread.Start();
        return await _building.Task.WaitAsync(cancellation);
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            _mayBuild = true;
            Monitor.PulseAll(_gate);
        }

        return _built.Task.WaitAsync(cancellation);
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        // One that is there already is told on the test's thread, so whose event it is shows only
        // at the event.
        if (value.Name == "Aspire.Hosting")
            _subscriptions.Add(value.Subscribe(this));
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (Current.Value != this)
            return;
        switch (value.Value)
        {
            case (DistributedApplicationOptions options, HostApplicationBuilderSettings settings):
                configure(options, settings);
                break;
            case DistributedApplicationBuilder builder
                when value.Key == "DistributedApplicationBuilding":
                _building.TrySetResult(builder);
                WaitUntilMayBuild();
                break;
            case DistributedApplication application:
                application.IsDrivenByTest = true;
                _built.TrySetResult(application);
                break;
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    private void WaitUntilMayBuild()
    {
        lock (_gate)
        {
            while (!_mayBuild) Monitor.Wait(_gate);
        }
    }

    private void Run(MethodInfo main, string[] args, IDisposable subscription)
    {
        Current.Value = this;
        try
        {
            main.Invoke(null, main.GetParameters().Length == 0 ? [] : [args]);
            Fail(new InvalidOperationException(
                $"The entry point of '{appHost.GetName().Name}' ended without building an application."));
        }
        catch (TargetInvocationException e)
        {
            Fail(e.InnerException ?? e);
        }
        finally
        {
            subscription.Dispose();
            foreach (var one in _subscriptions) one.Dispose();
        }
    }

    // Without effect once the test has what it waits for.
    private void Fail(Exception why)
    {
        _building.TrySetException(why);
        _built.TrySetException(why);
    }
}
