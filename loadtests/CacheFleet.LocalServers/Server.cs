namespace CacheFleet.LocalServers;

/// <summary>
/// A real server on a free loopback port, its data in a private folder; it runs from
/// <see cref="InitializeAsync"/> on until it is disposed of.
/// </summary>
public abstract class Server : IAsyncDisposable
{
    private LocalProcess? _process;

    protected Server(string name)
    {
        Name = name;
        Folder = RunFolder.Create(name);
    }

    public int Port { get; } = FreePort.Next();

    /// <summary>The address in the form that the server's clients take.</summary>
    public abstract string ConnectionString { get; }

    public int Pid => Process.Pid;

    protected string Name { get; }

    protected string Folder { get; }

    private LocalProcess Process =>
        _process ?? throw new InvalidOperationException($"{Name} has not been started.");

    public virtual ValueTask InitializeAsync() => new(StartAsync());

    /// <summary>Starts it, again if need be, on the same port and with the same data.</summary>
    public virtual async Task StartAsync()
    {
        _process?.Dispose();
        _process = Launch();
        await WaitUntilReadyAsync(_process);
    }

    /// <summary>A clean stop; the data stays for the next <see cref="StartAsync"/>.</summary>
    public Task StopAsync() => Process.StopAsync(StopSignal);

    /// <summary>SIGKILL, to its children too.</summary>
    public Task KillAsync() => Process.KillAsync();

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>SIGSTOP: connections stay open and nothing answers.</summary>
    public void Pause() => Signals.SendToFamily(Pid, Signals.Stop);

    public void Resume() => Signals.SendToFamily(Pid, Signals.Continue);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
        {
            await _process.StopAsync(StopSignal);
            _process.Dispose();
        }

        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    protected virtual int StopSignal => Signals.Terminate;

    protected bool HasSaid(string text) => Process.HasSaid(text);

    protected abstract LocalProcess Launch();

    protected abstract Task WaitUntilReadyAsync(LocalProcess process);
}
