using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>One of the Lua scripts beside this file.</summary>
internal sealed class Script
{
    private readonly string _text;

    internal Script(string name)
        : this(name, Read(name))
    {
    }

    private Script(string name, string text) => (Name, _text) = (name, text);

    public string Name { get; }

    /// <summary>The same script with one piece of it replaced: a test's deliberate fault.</summary>
    internal Script Mutated(string piece, string by) => _text.Contains(piece, StringComparison.Ordinal)
        ? new Script(Name, _text.Replace(piece, by, StringComparison.Ordinal))
        : throw new ArgumentException($"{Name} has no '{piece}'.", nameof(piece));

    /// <summary>Runs it by its digest; the client loads it where the server lacks it.</summary>
    public async Task<RedisResult> RunAsync(
        IDatabaseAsync redis, RedisKey key, params RedisValue[] arguments)
    {
        RedisKey[] keys = [key];
        try
        {
            return await redis.ScriptEvaluateAsync(_text, keys, arguments);
        }
        catch (RedisServerException e)
            when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The client believed that the server knew it, but the server has forgotten its scripts since
            // (restart, failover, SCRIPT FLUSH). It has learnt so now, and loads it.
            return await redis.ScriptEvaluateAsync(_text, keys, arguments);
        }
    }

    private static string Read(string name)
    {
        var type = typeof(Script);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.Scripts.{name}")
            ?? throw new InvalidOperationException($"The script {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
