using System.Runtime.InteropServices;

namespace NBomber.Engine;

/// <summary>Turns Ctrl-C and SIGTERM into an orderly stop; the second one ends the
/// process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public Interruption(Action<string> stop) => _registrations =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal =>
            PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = Interlocked.Increment(ref _count) == 1;
                stop($"{signal} received");
            }))];

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
