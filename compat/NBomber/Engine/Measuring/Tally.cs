using NBomber.Contracts;

namespace NBomber.Engine.Measuring;

/// <summary>Everything measured of one outcome (ok or fail) of a step or a whole iteration.
/// Latencies are in microseconds. Not safe for several threads.</summary>
internal sealed class Tally
{
    public int Count { get; private set; }

    public Spread Latency { get; } = new();

    public Spread Bytes { get; } = new();

    public long AllBytes { get; private set; }

    public int UpTo800Ms { get; private set; }

    public int From1200Ms { get; private set; }

    public Dictionary<string, (string Message, int Count)> Codes { get; } = [];

    public void Record(IResponse response, TimeSpan latency, long bytes)
    {
        Count++;
        var ms = latency.TotalMilliseconds;
        Latency.Record((long)latency.TotalMicroseconds);
        UpTo800Ms += ms <= 800 ? 1 : 0;
        From1200Ms += ms >= 1200 ? 1 : 0;
        if (bytes > 0)
        {
            Bytes.Record(bytes);
            AllBytes += bytes;
        }
        if (!string.IsNullOrEmpty(response.StatusCode))
            AddCode(response.StatusCode, response.Message, 1);
    }

    public void Add(Tally other)
    {
        Count += other.Count;
        Latency.Add(other.Latency);
        Bytes.Add(other.Bytes);
        AllBytes += other.AllBytes;
        UpTo800Ms += other.UpTo800Ms;
        From1200Ms += other.From1200Ms;
        foreach (var (code, (message, count)) in other.Codes)
            AddCode(code, message, count);
    }

    private void AddCode(string code, string message, int count)
    {
        var known = Codes.GetValueOrDefault(code, (message, 0));
        Codes[code] = (known.Item1, known.Item2 + count);
    }
}
