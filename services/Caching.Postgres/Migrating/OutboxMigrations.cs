using CacheFleet.Caching.Postgres.Outbox;

namespace CacheFleet.Caching.Postgres.Migrating;

/// <summary>The outbox's own tables.</summary>
public static class OutboxMigrations
{
    /// <summary>The history of the outbox tables in <paramref name="schema"/>.</summary>
    public static IReadOnlyList<Migration> For(OutboxSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Migration.FromResources(typeof(OutboxMigrations).Assembly, "outbox", schema.Name);
    }
}
