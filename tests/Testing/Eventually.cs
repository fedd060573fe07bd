using System.Diagnostics;

namespace CacheFleet.Testing;

/// <summary>Waits for what real servers do in their own time.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task IsTrueAsync(Func<bool> condition, string what, TimeSpan? atMost = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), what, atMost);

    public static async Task IsTrueAsync(
        Func<Task<bool>> condition, string what, TimeSpan? atMost = null)
    {
        var limit = atMost ?? Patience;
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit)
                throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}.");
            await Task.Delay(15);
        }
    }
}
