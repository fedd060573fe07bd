using System.Collections.Concurrent;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>
/// Gates that hold reads between their origin read and their fill, in this process.
/// </summary>
internal sealed class LabGates
{
    private const int MostGates = 1000;

    // Flows from the request into its load, through every guard in between.
    private static readonly AsyncLocal<string?> Asked = new();

    private readonly ConcurrentDictionary<string, LabGate> _gates = new(StringComparer.Ordinal);

    public static void HoldThisRequestAt(string id) => Asked.Value = id;

    /// <summary>Arms a gate, closed; one that is there stays as it is.</summary>
    /// <returns>Null if there are too many.</returns>
    public LabGate? Arm(string id) =>
        _gates.Count < MostGates ? _gates.GetOrAdd(id, _ => new LabGate()) : null;

    public LabGate? Find(string id) => _gates.GetValueOrDefault(id);

    /// <summary>Opens the gate and forgets it.</summary>
    public bool Remove(string id)
    {
        if (!_gates.TryRemove(id, out var gate))
            return false;
        gate.Open();
        return true;
    }

    /// <summary>Waits where the request asked to, if that gate is armed.</summary>
    public Task PassAsync(CancellationToken cancellation) =>
        Asked.Value is { } id && Find(id) is { } gate
            ? gate.PassAsync(cancellation)
            : Task.CompletedTask;
}

/// <summary>One gate: closed until it is opened, then open for good.</summary>
internal sealed class LabGate
{
    private readonly TaskCompletionSource _opened =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _waiting;

    public bool IsArmed => !_opened.Task.IsCompleted;

    public int Waiting => Volatile.Read(ref _waiting);

    public void Open() => _opened.TrySetResult();

    public async Task PassAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _opened.Task.WaitAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
