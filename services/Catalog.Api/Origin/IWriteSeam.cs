namespace CacheFleet.Catalog.Api.Origin;

/// <summary>Where the lab may hold a write, or have it fail, around its commit.</summary>
internal interface IWriteSeam
{
    /// <summary>
    /// Whether the event is written after the commit and not with it: the mistake that an outbox avoids.
    /// </summary>
    bool AnnouncesAfterCommit { get; }

    /// <summary>All is ready to be committed.</summary>
    ValueTask BeforeCommitAsync(CancellationToken cancellation);

    /// <summary>The commit has been made, and nobody knows of it yet.</summary>
    ValueTask AfterCommitAsync();
}

/// <summary>Nothing in between: what a replica outside of a lab has.</summary>
internal sealed class NoWriteSeam : IWriteSeam
{
    public bool AnnouncesAfterCommit => false;

    public ValueTask BeforeCommitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask AfterCommitAsync() => ValueTask.CompletedTask;
}
