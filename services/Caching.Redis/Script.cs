using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>One of the Lua scripts beside this file.</summary>
internal sealed class Script
{
    private readonly string _text;
    private readonly byte[] _digest;

    internal Script(string name)
        : this(name, Read(name))
    {
    }

    private Script(string name, string text)
    {
        (Name, _text) = (name, text);
        // CA5350: Redis' own name for a script, and no secret.
#pragma warning disable CA5350
        _digest = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public string Name { get; }

    /// <summary>The same script with one piece of it replaced: a test's deliberate fault.</summary>
    internal Script Mutated(string piece, string by) => _text.Contains(piece, StringComparison.Ordinal)
        ? new Script(Name, _text.Replace(piece, by, StringComparison.Ordinal))
        : throw new ArgumentException($"{Name} has no '{piece}'.", nameof(piece));

    /// <summary>Runs it by its digest; the client loads it where the server lacks it.</summary>
    public Task<RedisResult> RunAsync(
        IDatabaseAsync redis, RedisKey key, params RedisValue[] arguments) =>
        RunAsync(redis, [key], arguments);

    /// <summary>The same over several keys of one slot.</summary>
    public async Task<RedisResult> RunAsync(
        IDatabaseAsync redis, RedisKey[] keys, params RedisValue[] arguments)
    {
        try
        {
            return await redis.ScriptEvaluateAsync(_digest, keys, arguments);
        }
        catch (RedisServerException e) when (IsUnknown(e))
        {
            return await TeachAsync(redis, keys, arguments);
        }
    }

    private async Task<RedisResult> TeachAsync(
        IDatabaseAsync redis, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await redis.ScriptEvaluateAsync(_text, keys, arguments);
        }
        catch (RedisServerException e) when (IsUnknown(e))
        {
            // The client believed that the server knew it, but the server has forgotten its scripts since
            // (restart, failover, SCRIPT FLUSH). It has learnt so now, and loads it.
            return await redis.ScriptEvaluateAsync(_text, keys, arguments);
        }
    }

    private static bool IsUnknown(RedisServerException error) =>
        error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    private static string Read(string name)
    {
        var type = typeof(Script);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.Scripts.{name}")
            ?? throw new InvalidOperationException($"The script {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
