using CacheFleet.Caching.Redis;
using CacheFleet.Caching.Storing;
using StackExchange.Redis;

namespace CacheFleet.Invalidation.Worker.Recovering;

/// <summary>Asks the running workers for a recovery, from a shell, and waits for its end.</summary>
public static class RecoverCommand
{
    public const string Verb = "recover";

    private const int Well = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Usage = """
        recover replay      apply every event that the cache lacks, in order
        recover compacted   of every key the newest event only
        recover flush       leave them out, drop all entries, cap loads at the origin
        Options: --redis HOST:PORT
        Without --redis: the connection string ConnectionStrings__redis, as the worker has it.
        """;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code: 0 done, 1 failed, 2 not understood.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter errors, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentNullException.ThrowIfNull(clock);
        var redis = args is [_, "--redis", var named]
            ? named
            : new ConfigurationBuilder().AddEnvironmentVariables().Build().GetConnectionString("redis");
        var wrong = args is not ([_] or [_, "--redis", _]) || !Enum.TryParse<Recovery>(args[0], true, out _)
            ? $"'{string.Join(' ', args)}' is no recovery"
            : string.IsNullOrEmpty(redis) ? "where is Redis? Give --redis or set ConnectionStrings__redis" : null;
        if (wrong is not null)
        {
            await errors.WriteLineAsync($"error: {wrong}\n{Usage}");
            return Misused;
        }

        try
        {
            await AskAsync(args[0], redis!, output, clock);
            return Well;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            await errors.WriteLineAsync($"error: {e.Message}");
            return Failed;
        }
    }

    private static async Task AskAsync(string recovery, string redis, TextWriter output, TimeProvider clock)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        var record = new StandingRecord(connection, clock, KeySpaces.DefaultPrefix);
        var begun = clock.GetTimestamp();
        await record.WantAsync(recovery);
        while (await record.ReadAsync() is { Wanted: not null } or { Recovering: not null })
            await Task.Delay(LookEvery, clock);
        await output.WriteLineAsync($"{recovery} done in {clock.GetElapsedTime(begun).TotalSeconds:0.0} s");
    }
}
