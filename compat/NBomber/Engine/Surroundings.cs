using NBomber.Contracts;
using Spectre.Console;

namespace NBomber.Engine;

/// <summary>What a run takes from outside: time, chance, threads and its limit. Tests bring their
/// own.</summary>
internal sealed record Surroundings
{
    private const string MaxInFlightVariable = "NBOMBER_STANDIN_MAX_IN_FLIGHT";

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Random Random { get; init; } = new();

    public IAnsiConsole Console { get; init; } = AnsiConsole.Console;

    /// <summary>Starts work without waiting for it. On the pool, so that an iteration that blocks
    /// at once cannot hold up the arrivals behind it.</summary>
    public Action<Func<Task>> Start { get; init; } = static work =>
        ThreadPool.UnsafeQueueUserWorkItem(static it => _ = it(), work, preferLocal: false);

    /// <summary>Iterations of the open model that may be under way at once, per scenario. An
    /// arrival beyond that is a failure with its own status code, never a silent delay.</summary>
    public int MaxInFlight { get; init; } = MaxInFlightFromEnvironment();

    public static string InFlightLimitReached(int limit) =>
        $"{limit} iterations were already under way; the limit is {MaxInFlightVariable}.";

    private static int MaxInFlightFromEnvironment()
    {
        var text = Environment.GetEnvironmentVariable(MaxInFlightVariable);
        if (string.IsNullOrEmpty(text))
            return 20_000;
        return int.TryParse(text, out var limit) && limit > 0
            ? limit
            : throw new NBomberException(
                $"{MaxInFlightVariable} must be a whole number above 0, but is '{text}'.");
    }
}
