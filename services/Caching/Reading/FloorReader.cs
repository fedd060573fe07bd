using CacheFleet.Caching.Observing;
using CacheFleet.Caching.Writing;

namespace CacheFleet.Caching.Reading;

/// <summary>Reads that may not answer less than a version which their session has written or seen.</summary>
/// <remarks>
/// 1. An ordinary read; nearly always it is new enough.
/// 2. What this process remembers is older: past it.
/// 3. The shared store is older too, or somebody's load that began before: the origin is asked, under the limit for
///    unguarded loads, and what is new enough replaces the entry that is not.
/// 4. The origin itself is older (a lagging replica): its answer is given as it is, and its version says so. Nothing is
///    written on the word of a caller, who may claim any version.
/// Source: session guarantees, Terry et al. (PDIS'94): read your writes, monotonic reads.
/// </remarks>
internal sealed class FloorReader<TKey, T>(
    ObservedReader<TKey, T> reader, IOrigin<TKey, T> origin, FamilyWriter<TKey, T> writer,
    PolicyName policy)
    where TKey : notnull
{
    public async ValueTask<Answer<T>> ReadAsync(TKey id, long floor, CancellationToken cancellation)
    {
        var answer = await reader.ReadAsync(id, cancellation);
        if (answer.Tier == Tier.Near && !Satisfies(answer, floor))
            answer = await reader.ReadPastNearAsync(id, cancellation);
        return Satisfies(answer, floor) ? answer : await LoadAsync(id, floor, cancellation);
    }

    // What this read has loaded itself is the origin's own word, whatever its version.
    private static bool Satisfies(in Answer<T> answer, long floor) =>
        answer.Version >= floor || (answer.Tier == Tier.Origin && !answer.Joined);

    private async ValueTask<Answer<T>> LoadAsync(TKey id, long floor, CancellationToken cancellation)
    {
        var row = await origin.LoadAsync(id, LoadReason.BelowFloor, cancellation);
        if (row.IsPresent && row.Version >= floor)
            await writer.MendAsync(id, policy, new(row, row.Version), CancellationToken.None);
        return Answer.Miss(row, FillOutcome.None);
    }
}
