namespace CacheFleet.Caching.Redis;

/// <summary>One time limit for many short waits, with a handful of timers rather than one for each.</summary>
/// <remarks>
/// Waits that begin within an eighth of the limit share a token. It fires when the last of them has waited for the
/// whole limit, so the first one has waited for up to an eighth more.
/// </remarks>
internal sealed class Patience(TimeProvider clock, TimeSpan limit)
{
    private readonly TimeSpan _step = limit / 8;
    private readonly long _stepTicks =
        Math.Max(1, (long)(limit.TotalSeconds / 8 * clock.TimestampFrequency));

    private Window? _now;

    /// <summary>Fires when a wait that begins now has taken too long.</summary>
    public CancellationToken Token
    {
        get
        {
            var window = Volatile.Read(ref _now);
            return window is not null && clock.GetTimestamp() < window.Until
                ? window.Token
                : NextWindow(window);
        }
    }

    private CancellationToken NextWindow(Window? last)
    {
        // Its timer keeps it alive until it has fired; then nobody waits under it any more.
        var next = new Window(
            clock.GetTimestamp() + _stepTicks,
            new CancellationTokenSource(limit + _step, clock).Token);
        var found = Interlocked.CompareExchange(ref _now, next, last);
        return found == last ? next.Token : found!.Token;
    }

    private sealed record Window(long Until, CancellationToken Token);
}
