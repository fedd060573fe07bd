namespace CacheFleet.Caching.Storing;

/// <summary>Remembers whether the store was dark a moment ago.</summary>
/// <remarks>
/// Closed: everyone may ask. Open, after so many failures in a row: one caller per interval may ask,
/// and one answer closes it again. A refusal (an error the store itself sent) is an answer: the store
/// is alive. Losing a race here costs one question more or less, so plain interlocked steps do.
/// </remarks>
internal sealed class Circuit(TimeProvider clock, int failuresToOpen, TimeSpan retryEvery)
{
    private int _failures;
    private long _nextTry;

    public bool IsOpen => Volatile.Read(ref _failures) >= failuresToOpen;

    public bool LetsThrough()
    {
        if (!IsOpen)
            return true;
        var now = clock.GetTimestamp();
        var due = Volatile.Read(ref _nextTry);
        return now >= due
            && Interlocked.CompareExchange(ref _nextTry, After(now), due) == due;
    }

    public void Heard(StoreTrouble trouble)
    {
        if (trouble is StoreTrouble.Unreachable or StoreTrouble.TimedOut)
        {
            if (Interlocked.Increment(ref _failures) == failuresToOpen)
                Volatile.Write(ref _nextTry, After(clock.GetTimestamp()));
        }
        else if (Volatile.Read(ref _failures) != 0)
        {
            Volatile.Write(ref _failures, 0);
        }
    }

    private long After(long now) =>
        now + (long)(retryEvery.TotalSeconds * clock.TimestampFrequency);
}
