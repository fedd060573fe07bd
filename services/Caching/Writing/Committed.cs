namespace CacheFleet.Caching;

/// <summary>Changes a row at its origin.</summary>
/// <returns>The row as it is now; null if there is no such row, and nothing was changed.</returns>
/// <remarks>
/// An exception that is no <see cref="INothingWritten"/> leaves it open whether the change was committed.
/// </remarks>
public delegate Task<Committed<T>?> Commit<T>(CancellationToken cancellation);

/// <summary>A change that has been committed.</summary>
/// <param name="Row">The row as it is now, or absent.</param>
/// <param name="Version">The version that the change gave it; the end of a row counts as its next one.</param>
public sealed record Committed<T>(Loaded<T> Row, long Version)
{
    /// <summary>A row that is there.</summary>
    public static Committed<T> Of(T row, long version) => new(Loaded.Of(row, version), version);

    /// <summary>A row that has been deleted.</summary>
    public static Committed<T> Gone(long version) => new(Loaded<T>.Absent, version);
}

/// <summary>An exception of a write that says for certain: nothing was changed.</summary>
/// <remarks>Any other one, a timeout above all, may come after the commit, and the entry is invalidated.</remarks>
#pragma warning disable CA1040 // A mark is what it is meant to be: exceptions have base classes of their own.
public interface INothingWritten;
#pragma warning restore CA1040
