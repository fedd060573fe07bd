using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>Runs one script for the entries of many callers at once.</summary>
/// <remarks>
/// What a command costs, at Redis and here, is most of what an entry in it costs. Whoever asks while nothing of the
/// kind is under way is sent at once, alone. Those who come meanwhile go together, when the threads have nothing else
/// left to do or when enough have come: nobody waits for a timer (group commit, Gawlick and Kinkade 1985).
/// On a cluster everybody goes alone: the keys of one command must lie in one slot.
/// </remarks>
/// <param name="script">The script. It answers some values for all, then as many for each entry.</param>
/// <param name="valuesForAll">So many for all.</param>
/// <param name="valuesForEach">So many for each.</param>
/// <param name="redis">Where it runs.</param>
/// <param name="patience">How long a batch may take.</param>
internal sealed class ScriptBatch(
    Script script, int valuesForAll, int valuesForEach, IConnectionMultiplexer redis, Patience patience)
    : IThreadPoolWorkItem
{
    // Redis serves nobody else meanwhile: some 8 us an entry.
    private const int MostEntries = 32;

    private readonly IDatabaseAsync _database = redis.GetDatabase();
    private readonly Lock _lock = new();
    private List<Asked> _waiting = [];
    private int _underWay;
    private bool _isDue;
    private bool? _isOneServer;

    /// <summary>Runs it for one entry; every entry of a batch brings as many arguments.</summary>
    public Task<Batched> RunAsync(RedisKey key, params RedisValue[] arguments)
    {
        var asked = new Asked(key, arguments);
        List<Asked>? goes = null;
        var falls = false;
        lock (_lock)
        {
            _waiting.Add(asked);
            if (_underWay == 0 || _waiting.Count == MostEntries || !IsOneServer())
                goes = Take();
            else if (!_isDue)
                falls = _isDue = true;
        }

        if (goes is not null)
            _ = SendAsync(goes);
        else if (falls)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return asked.Source.Task;
    }

    /// <summary>Sends what has come together.</summary>
    public void Execute()
    {
        List<Asked> goes;
        lock (_lock)
        {
            _isDue = false;
            if (_waiting.Count == 0)
                return;
            goes = Take();
        }

        _ = SendAsync(goes);
    }

    private List<Asked> Take()
    {
        var taken = _waiting;
        _waiting = [];
        _underWay++;
        return taken;
    }

    private async Task SendAsync(List<Asked> batch)
    {
        RedisValue[]? answers = null;
        var trouble = StoreTrouble.Refused;
        try
        {
            answers = (RedisValue[]?)await script.RunAsync(_database, KeysOf(batch), ArgumentsOf(batch))
                .WaitAsync(patience.Token);
        }
        catch (InvalidCastException)
        {
            // Not what the script answers: whoever it was, it has refused.
        }
        catch (Exception e) when (Troubles.Explains(e))
        {
            trouble = Troubles.Of(e);
        }
        catch (Exception e)
        {
            Over();
            foreach (var asked in batch)
                asked.Source.SetException(e);
            return;
        }

        Over();
        var isWhole = answers?.Length == valuesForAll + (batch.Count * valuesForEach);
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Source.SetResult(isWhole
                ? new(StoreTrouble.None, answers, valuesForAll + (i * valuesForEach))
                : new(trouble, null, 0));
        }
    }

    private static RedisKey[] KeysOf(List<Asked> batch)
    {
        var keys = new RedisKey[batch.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = batch[i].Key;
        return keys;
    }

    private static RedisValue[] ArgumentsOf(List<Asked> batch)
    {
        var perEntry = batch[0].Arguments.Length;
        var all = new RedisValue[batch.Count * perEntry];
        for (var i = 0; i < batch.Count; i++)
            batch[i].Arguments.CopyTo(all, i * perEntry);
        return all;
    }

    private void Over()
    {
        lock (_lock)
            _underWay--;
    }

    // Known once there is a connection, and then for good.
    private bool IsOneServer()
    {
        if (_isOneServer is { } known)
            return known;
        var servers = redis.GetEndPoints().Select(end => redis.GetServer(end)).Where(server => server.IsConnected)
            .ToList();
        if (servers.Count == 0)
            return false;
        var isOne = servers.All(server => server.ServerType == ServerType.Standalone);
        _isOneServer = isOne;
        return isOne;
    }

    private sealed record Asked(RedisKey Key, RedisValue[] Arguments)
    {
        public TaskCompletionSource<Batched> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What became of one entry of a batch: where its values begin in the answer, or why there is none.</summary>
internal readonly record struct Batched(StoreTrouble Trouble, RedisValue[]? Values, int At);
