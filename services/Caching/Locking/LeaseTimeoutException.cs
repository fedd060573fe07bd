namespace CacheFleet.Caching.Locking;

/// <summary>No lease within the time or the number of looks that the caller gave.</summary>
public sealed class LeaseTimeoutException : TimeoutException
{
    /// <summary>Says what was waited for and which knob would have helped.</summary>
    /// <param name="message">Names the key, the time waited and the knob.</param>
    /// <param name="cause">The store's last error, if it was dark at the end.</param>
    public LeaseTimeoutException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}

/// <summary>The work's lease is no longer its own.</summary>
public sealed class LeaseLostException : Exception
{
    /// <summary>Says which lease was lost.</summary>
    public LeaseLostException(string message)
        : base(message)
    {
    }
}
