namespace CacheFleet.Caching.Postgres.Outbox;

/// <summary>
/// A place in the outbox: the transaction, then the position within all positions.
/// </summary>
public readonly record struct OutboxPosition(ulong Xact, long Position)
    : IComparable<OutboxPosition>
{
    /// <summary>Before the first event.</summary>
    public static OutboxPosition Start => default;

    /// <inheritdoc />
    public int CompareTo(OutboxPosition other) =>
        Xact != other.Xact ? Xact.CompareTo(other.Xact) : Position.CompareTo(other.Position);

    /// <inheritdoc />
    public override string ToString() => $"{Xact}-{Position}";

    public static bool operator <(OutboxPosition left, OutboxPosition right) =>
        left.CompareTo(right) < 0;

    public static bool operator >(OutboxPosition left, OutboxPosition right) =>
        left.CompareTo(right) > 0;

    public static bool operator <=(OutboxPosition left, OutboxPosition right) =>
        left.CompareTo(right) <= 0;

    public static bool operator >=(OutboxPosition left, OutboxPosition right) =>
        left.CompareTo(right) >= 0;
}
