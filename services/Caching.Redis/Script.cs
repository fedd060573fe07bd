using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>One of the Lua scripts beside this file.</summary>
internal sealed class Script
{
    private readonly string _text;

    internal Script(string name) => _text = Read(name);

    public static Script Fill { get; } = new("fill.lua");

    public static Script Look { get; } = new("look.lua");

    public static Script Write { get; } = new("write.lua");

    public static Script Release { get; } = new("release.lua");

    public static Script Put { get; } = new("put.lua");

    public static Script Invalidate { get; } = new("invalidate.lua");

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
