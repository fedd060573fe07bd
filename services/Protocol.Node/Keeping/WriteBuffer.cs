using System.Text.Json.Nodes;
using CacheFleet.Protocol.Node.Messages;

namespace CacheFleet.Protocol.Node.Keeping;

/// <summary>
/// What write-behind has acknowledged and not yet flushed: the last value of each key, which every read sees first.
/// </summary>
internal sealed class WriteBuffer
{
    private const int MostKeys = 10_000;

    private readonly Dictionary<string, Row> _rows = [];
    private readonly Lock _gate = new();

    public Row? Find(string key)
    {
        lock (_gate)
            return _rows.GetValueOrDefault(key);
    }

    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_gate)
                return [.. _rows.Keys];
        }
    }

    /// <summary>
    /// Throws <see cref="ErrorCode.TemporarilyUnavailable"/> when it is full: back-pressure.
    /// </summary>
    public void Put(string key, JsonNode? value)
    {
        lock (_gate)
        {
            var before = _rows.GetValueOrDefault(key);
            if (before is null && _rows.Count >= MostKeys)
            {
                throw new ProtocolException(
                    ErrorCode.TemporarilyUnavailable, $"{MostKeys} keys await their flush");
            }
            _rows[key] = new Row(value, (before?.Version ?? 0) + 1);
        }
    }

    /// <summary>Takes a flushed row off, unless it has been written again since.</summary>
    public void Remove(string key, Row flushed)
    {
        lock (_gate)
        {
            if (_rows.GetValueOrDefault(key) == flushed)
                _rows.Remove(key);
        }
    }
}
