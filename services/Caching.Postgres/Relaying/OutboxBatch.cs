using CacheFleet.Caching.Postgres.Outbox;

namespace CacheFleet.Caching.Postgres.Relaying;

/// <summary>What one read of the outbox found.</summary>
/// <param name="Entries">
/// In the order of their positions, which per key is the order of the versions.
/// </param>
/// <param name="End">Where the cursor belongs once every entry has been delivered.</param>
/// <param name="HeldBack">
/// There are committed events that an older, still open transaction hides: look again soon, since
/// nobody will notify when that transaction ends.
/// </param>
/// <param name="CompleteTo">
/// By the database's clock: once every entry has been delivered, so has whatever was committed before this. Null if
/// there is more to read, or something is held back.
/// </param>
public sealed record OutboxBatch(
    IReadOnlyList<OutboxEntry> Entries, OutboxPosition End, bool HeldBack,
    DateTimeOffset? CompleteTo);
