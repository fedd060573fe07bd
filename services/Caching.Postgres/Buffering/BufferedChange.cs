namespace CacheFleet.Caching.Postgres.Buffering;

/// <summary>The last acknowledged change of a key that has not reached its row.</summary>
/// <param name="Key">Whose, within its family.</param>
/// <param name="Version">What the row's version becomes.</param>
/// <param name="Change">What to write, as JSON.</param>
/// <param name="Writes">How many writes have come together in it.</param>
/// <param name="At">When the last of them was acknowledged.</param>
public sealed record BufferedChange(
    string Key, long Version, string Change, long Writes, DateTimeOffset At);

/// <summary>The buffer holds as many keys as it may: the write was refused, and nothing was changed.</summary>
public sealed class BufferFullException(string message) : Exception(message), INothingWritten
{
    /// <summary>Says so.</summary>
    public BufferFullException()
        : this("The write-behind buffer is full.")
    {
    }
}
