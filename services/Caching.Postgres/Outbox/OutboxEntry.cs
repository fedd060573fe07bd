using CacheFleet.Caching.Invalidating;

namespace CacheFleet.Caching.Postgres.Outbox;

/// <summary>A committed event and its place in the outbox.</summary>
public sealed record OutboxEntry(OutboxPosition At, EntityChanged Change)
{
    internal const string ChangedKind = "changed";
    internal const string DeletedKind = "deleted";

    internal static string KindOf(EntityChanged change) =>
        change.Deleted ? DeletedKind : ChangedKind;
}
