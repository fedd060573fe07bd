namespace CacheFleet.Caching.Storing;

/// <summary>Why the store did not do what it was asked. Trouble of the cache is a value.</summary>
public enum StoreTrouble
{
    /// <summary>It did.</summary>
    None,

    /// <summary>There is no connection to it.</summary>
    Unreachable,

    /// <summary>It did not answer in time.</summary>
    TimedOut,

    /// <summary>It answered with an error (out of memory, loading, read-only, wrong type…).</summary>
    Refused,

    /// <summary>It was not asked: it was dark a moment ago.</summary>
    NotAsked,

    /// <summary>
    /// It answers, but may lack deletes: it was promoted, restored, or the log is being replayed to it.
    /// </summary>
    NotTrusted,
}
