using CacheFleet.Caching.Reading;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Writing;

/// <summary>What a committed change does to a family's entries, under each of its policies.</summary>
/// <remarks>
/// Under a guarded policy the change voids every lease, so no load that began before it can fill after it. Under an
/// unguarded one the entry is only deleted, which is what the lab compares with.
/// </remarks>
internal sealed class FamilyWriter<TKey, T>(CacheFamily<TKey, T> family, ReaderParts parts)
    where TKey : notnull
{
    private readonly Line[] _lines = [.. parts.Spaces.Of(family.Name).Select(space =>
    {
        var policy = family.PolicyCalled(space.Policy);
        IEntryWriter<T> delete = new Deletion<T>(parts.Store);
        if (policy.Guard == FillGuard.None)
            return new Line(space, delete, delete, delete);
        IEntryWriter<T> drop = new Invalidation<T>(parts.Store);
        IEntryWriter<T> replace = new Replacement<T>(family.Codec, policy, parts);
        return new Line(space, drop, replace, Own(policy.Writes, delete, drop, replace));
    })];

    public ValueTask<StoreTrouble> InvalidateAsync(
        TKey id, long version, CancellationToken cancellation)
    {
        var change = Committed<T>.Gone(version);
        return ForEachPolicyAsync(id, line => line.Drop, change, cancellation);
    }

    /// <summary>Writes a row through under every guarded policy.</summary>
    public ValueTask<StoreTrouble> WriteThroughAsync(
        TKey id, Committed<T> change, CancellationToken cancellation) =>
        ForEachPolicyAsync(id, line => line.Replace, change, cancellation);

    /// <summary>Mends the entry under one policy that was found to be older than a row just read.</summary>
    public Task<StoreTrouble> MendAsync(
        TKey id, PolicyName policy, Committed<T> row, CancellationToken cancellation)
    {
        var line = Array.Find(_lines, line => line.Space.Policy == policy)!;
        return line.Replace.WriteAsync(line.Space.Entry(family.Keys, id), row, cancellation);
    }

    /// <summary>Does under each policy what that policy says.</summary>
    public ValueTask<StoreTrouble> FollowAsync(
        TKey id, Committed<T> change, CancellationToken cancellation) =>
        ForEachPolicyAsync(id, line => line.Own, change, cancellation);

    private static IEntryWriter<T> Own(WriteStrategy strategy,
        IEntryWriter<T> delete, IEntryWriter<T> drop, IEntryWriter<T> replace) => strategy switch
        {
            WriteStrategy.Delete or WriteStrategy.DoubleDelete => delete,
            WriteStrategy.WriteThrough or WriteStrategy.WriteBehind => replace,
            _ => drop,
        };

    // Every policy, whatever another one's trouble was; the first trouble is the answer.
    private async ValueTask<StoreTrouble> ForEachPolicyAsync(
        TKey id, Func<Line, IEntryWriter<T>> way, Committed<T> change, CancellationToken cancellation)
    {
        var text = family.Keys.Write(id);
        var changes = _lines.Select(line =>
            way(line).WriteAsync(line.Space.Entry(text), change, cancellation));
        var troubles = await Task.WhenAll(changes);
        return troubles.FirstOrDefault(trouble => trouble != StoreTrouble.None);
    }

    private sealed record Line(
        KeySpace Space, IEntryWriter<T> Drop, IEntryWriter<T> Replace, IEntryWriter<T> Own);
}
