namespace NBomber.Engine.Running;

/// <summary>A request to stop early, with the first reason given.</summary>
internal sealed class Stopper : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private string? _reason;

    public Stopper() => Token = _source.Token;

    public CancellationToken Token { get; }

    /// <summary>Null while nobody has asked.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    public bool Stopped => Token.IsCancellationRequested;

    public void Stop(string reason)
    {
        // Only the first asker cancels: the others' reasons are consequences of the first.
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
            _source.Cancel();
    }

    public void Dispose() => _source.Dispose();
}
