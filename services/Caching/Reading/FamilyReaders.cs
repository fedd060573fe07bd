using CacheFleet.Caching.Near;
using CacheFleet.Caching.Observing;
using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Writing;

namespace CacheFleet.Caching.Reading;

/// <summary>The readers of one family, whatever its types.</summary>
internal abstract class FamilyReaders(ReaderParts parts)
{
    /// <summary>Which cache they belong to.</summary>
    public ReaderParts Parts { get; } = parts;

    /// <summary>Drops what this process keeps of an entry: under one policy, or under each.</summary>
    /// <returns>False if the family has no such key.</returns>
    public abstract bool Hear(string key, long version, PolicyName? policy = null);

    /// <summary>No L1 of the family answers what it looked for before this timestamp.</summary>
    public abstract void DistrustBefore(long timestamp);

    /// <inheritdoc cref="INearContents.VersionsOf"/>
    public abstract IEnumerable<long> VersionsOf(string key);
}

/// <summary>Puts the readers of one family together, one for each of its policies.</summary>
internal sealed class FamilyReaders<TKey, T> : FamilyReaders
    where TKey : notnull
{
    private readonly CacheFamily<TKey, T> _family;
    private readonly FamilyWriter<TKey, T> _writer;
    private readonly List<(PolicyName Policy, IForgetful<TKey> Guard)> _forgetful = [];
    private readonly Dictionary<PolicyName, ObservedReader<TKey, T>> _readers = [];
    private readonly Dictionary<PolicyName, FloorReader<TKey, T>> _floors = [];
    private readonly ObservedReader<TKey, T> _own;

    public FamilyReaders(CacheFamily<TKey, T> family, ReaderParts parts)
        : base(parts)
    {
        _family = family;
        _writer = new FamilyWriter<TKey, T>(family, parts);
        foreach (var policy in family.Policies)
            _readers.Add(policy.Name, Compose(policy));
        _own = _readers[family.Policies[0].Name];
    }

    public ValueTask<Answer<T>> ReadAsync(
        TKey id, PolicyName? policy, CancellationToken cancellation) =>
        (policy is { } name ? _readers[name] : _own).ReadAsync(id, cancellation);

    /// <summary>As <see cref="ReadAsync"/>, and never older than the floor unless the origin itself is.</summary>
    public ValueTask<Answer<T>> ReadAtLeastAsync(
        TKey id, PolicyName? policy, long floor, CancellationToken cancellation) =>
        _floors[policy ?? _family.Policies[0].Name].ReadAsync(id, floor, cancellation);

    public bool TryAnswer(TKey id, out Answer<T> answer) => _own.TryAnswer(id, out answer);

    public ValueTask<Answer<T>> ReadPastNearAsync(TKey id, CancellationToken cancellation) =>
        _own.ReadPastNearAsync(id, cancellation);

    /// <summary>Drops the entry under every policy; 0 for a version that is not known.</summary>
    public ValueTask<StoreTrouble> InvalidateAsync(
        TKey id, long version, CancellationToken cancellation) =>
        ForgettingAsync(id, version, () => _writer.InvalidateAsync(id, version, cancellation));

    /// <summary>Writes a committed row through, under every policy that is guarded; drops the others.</summary>
    public ValueTask<StoreTrouble> WriteThroughAsync(
        TKey id, Committed<T> change, CancellationToken cancellation) =>
        ForgettingAsync(id, change.Version, () => _writer.WriteThroughAsync(id, change, cancellation));

    /// <summary>Does with the entry, under each policy, what that policy says.</summary>
    public ValueTask<StoreTrouble> FollowAsync(
        TKey id, Committed<T> change, CancellationToken cancellation) =>
        ForgettingAsync(id, change.Version, () => _writer.FollowAsync(id, change, cancellation));

    public override bool Hear(string key, long version, PolicyName? policy = null)
    {
        if (!_family.Keys.TryRead(key, out var id))
            return false;
        Forget(id, version, policy);
        return true;
    }

    public override void DistrustBefore(long timestamp)
    {
        foreach (var (_, guard) in _forgetful)
            (guard as INear<TKey>)?.DistrustBefore(timestamp);
    }

    // L1 entries and flights are forgotten before, so that nobody new is answered what is known to be old, and again
    // after: a read that began in between may have found the entry that was just deleted.
    private async ValueTask<StoreTrouble> ForgettingAsync(
        TKey id, long version, Func<ValueTask<StoreTrouble>> change)
    {
        Forget(id, version);
        try
        {
            return await change();
        }
        finally
        {
            Forget(id, version);
        }
    }

    public override IEnumerable<long> VersionsOf(string key) => _family.Keys.TryRead(key, out var id)
        ? _forgetful.Select(one => (one.Guard as INear<TKey>)?.VersionOf(id)).OfType<long>()
        : [];

    private void Forget(TKey id, long version, PolicyName? policy = null)
    {
        foreach (var (its, guard) in _forgetful)
        {
            if (policy is null || policy == its)
                guard.Forget(id, version);
        }
    }

    // Observed → Near → Coalescing → look, load, fill → origin. A guard more is one line more, here.
    private ObservedReader<TKey, T> Compose(EntryPolicy policy)
    {
        var labels = new Labels(_family.Name, policy.Name);
        IOrigin<TKey, T> origin = new ObservedOrigin<TKey, T>(
            new LoaderOrigin<TKey, T>(_family.Load), Parts.Telemetry, labels, Parts.Clock);
        origin = new DarkOrigin<TKey, T>(origin, policy);
        var reader = Guard(policy, labels, origin);
        if (policy.SingleFlight)
            reader = Remembered(policy, new Coalescing<TKey, T>(reader, policy.Guard != FillGuard.None));
        var near = policy.Near is { } options
            ? Remembered(policy, Near(reader, options, policy.FreshFor))
            : null;
        var observed = new ObservedReader<TKey, T>(reader, near, Parts.Telemetry, labels);
        _floors.Add(policy.Name, new FloorReader<TKey, T>(observed, origin, _writer, policy.Name));
        return observed;
    }

    private IReader<TKey, T> Guard(
        EntryPolicy policy, Labels labels, IOrigin<TKey, T> origin)
    {
        var space = Parts.Spaces.Of(_family.Name).First(s => s.Policy == policy.Name);
        if (policy.Guard == FillGuard.None)
            return new CacheAside<TKey, T>(_family, policy, space, Parts, origin);
        var load = new LeasedLoad<TKey, T>(_family, policy, Parts, origin,
            fill => Parts.Telemetry.Fills.Add(1, labels.Of(fill)));
        return policy.Guard == FillGuard.Lock
            ? new UnderLock<TKey, T>(_family, policy, space, Parts, load, origin)
            : Remembered(policy,
                new Leasing<TKey, T>(_family, policy, space, Parts, load, origin));
    }

    private NearReader<TKey, T> Near(IReader<TKey, T> inner, NearOptions options, Ttl freshFor) =>
        new(inner, new NearCache<TKey, Answer<T>>(options, Parts.Clock),
            (options.TimeToLive ?? freshFor).Span);

    // Outermost last: an L1 forgets after the flights that could fill it again.
    private TReader Remembered<TReader>(EntryPolicy policy, TReader reader)
        where TReader : IForgetful<TKey>
    {
        _forgetful.Add((policy.Name, reader));
        return reader;
    }
}
