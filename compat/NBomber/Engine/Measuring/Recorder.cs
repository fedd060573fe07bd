using NBomber.Contracts;

namespace NBomber.Engine.Measuring;

/// <summary>
/// Where all copies of a scenario write. The reporting loop takes what has come in since it last
/// asked; totals are sums of what was taken, so a measurement is in exactly one window.
/// </summary>
internal sealed class Recorder
{
    private readonly Lock _gate = new();
    private Measurements _window = new();
    private bool _closed;
    private int _failCount;

    /// <summary>Failed iterations so far.</summary>
    public int FailCount => Volatile.Read(ref _failCount);

    public void RecordStep(string step, IResponse response, TimeSpan latency)
    {
        lock (_gate)
        {
            if (!_closed)
                _window.RecordStep(step, response, Measured(response, latency));
        }
    }

    public void RecordIteration(IResponse response, TimeSpan latency, long stepBytes)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _window.RecordIteration(response, Measured(response, latency), stepBytes);
            _failCount += response.IsError ? 1 : 0;
        }
    }

    public Measurements TakeWindow()
    {
        lock (_gate)
        {
            var taken = _window;
            _window = new Measurements();
            return taken;
        }
    }

    /// <summary>What comes later does not count: its run is over.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
    }

    private static TimeSpan Measured(IResponse response, TimeSpan latency) =>
        response.CustomLatencyMs > 0
            ? TimeSpan.FromMilliseconds(response.CustomLatencyMs)
            : latency;
}
