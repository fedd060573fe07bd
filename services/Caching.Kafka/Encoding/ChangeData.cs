namespace CacheFleet.Caching.Kafka.Encoding;

/// <summary>The data of an entity's change, in the newest version that this program reads (2).</summary>
/// <remarks>
/// Readers come first: every reader knows version 2 before any relay may write it, so version 1 is what is written
/// today. Each older version is a record of its own that lifts itself to the next, and stays for ever: a topic is read
/// back from years ago.
/// </remarks>
internal sealed record ChangeData(
    string? Family, string? Key, long? Version, string? Kind, DateTimeOffset? CommittedAt)
{
    public const int NewestVersion = 2;
    public const string Changed = "changed";
    public const string Deleted = "deleted";
}

/// <summary>Version 1 said "deleted or not", where version 2 names what happened.</summary>
internal sealed record ChangeDataV1(
    string? Family, string? Key, long? Version, bool Deleted, DateTimeOffset? CommittedAt)
{
    public ChangeData Upcast() => new(
        Family, Key, Version, Deleted ? ChangeData.Deleted : ChangeData.Changed, CommittedAt);
}
