using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Near;

/// <summary>Answers from this process's own memory what it may, and keeps what the inner reader brings.</summary>
/// <remarks>
/// 1. A hit is answered at once, from the id alone: no key text, no allocation, no await.
/// 2. A ticket is taken before the inner read begins. News of a change that comes in between voids it.
/// 3. Only what stands in the shared store is kept, and no longer than it is fresh there: a value whose fill was
///    refused, or that was loaded past a dark store, is right for its caller and for nobody after.
/// 4. Who joined another one's read keeps nothing: that read is older than this caller's ticket says.
/// </remarks>
internal sealed class NearReader<TKey, T>(
    IReader<TKey, T> inner, NearCache<TKey, Answer<T>> near, TimeSpan timeToLive)
    : IReader<TKey, T>, INear<TKey>
    where TKey : notnull
{
    public ValueTask<Answer<T>> ReadAsync(TKey id, CancellationToken cancellation) =>
        TryAnswer(id, out var answer)
            ? new ValueTask<Answer<T>>(answer)
            : ReadOnAsync(id, cancellation);

    /// <summary>A hit, as it is answered; without a task, for whoever counts it.</summary>
    public bool TryAnswer(TKey id, out Answer<T> answer) => near.TryGet(id, out answer);

    public void Forget(TKey id, long version)
    {
        if (version > 0)
            near.Invalidate(id, version);
        else
            near.Drop(id);
    }

    public long? VersionOf(TKey id) => near.TryGet(id, out var answer) ? answer.Version : null;

    public void DistrustBefore(long timestamp) => near.DistrustBefore(timestamp);

    private async ValueTask<Answer<T>> ReadOnAsync(TKey id, CancellationToken cancellation)
    {
        var ticket = near.TakeTicket(id);
        var answer = await inner.ReadAsync(id, cancellation);
        if (!answer.Joined && answer.FreshFor is { Ticks: > 0 } freshFor)
        {
            var keepFor = answer.IsPresent && answer.Value is IOwnTimes own
                ? own.NearFor ?? freshFor
                : timeToLive;
            near.TryFill(id, ticket, answer.FromNear(), answer.Version, answer.Bytes,
                freshFor < keepFor ? freshFor : keepFor);
        }
        return answer;
    }
}

/// <summary>An L1, whatever its values.</summary>
internal interface INear<in TKey> : IForgetful<TKey>
{
    /// <inheritdoc cref="NearCache{TKey,TValue}.DistrustBefore"/>
    void DistrustBefore(long timestamp);

    /// <summary>The version that it would answer now; null if it would ask further.</summary>
    long? VersionOf(TKey id);
}
