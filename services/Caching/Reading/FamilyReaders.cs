using CacheFleet.Caching.Observing;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Caching.Reading;

/// <summary>What every reader is put together from.</summary>
internal sealed record ReaderParts(
    ISharedStore Store, KeySpaces Spaces, FleetTelemetry Telemetry, TimeProvider Clock);

/// <summary>The readers of one family, whatever its types.</summary>
internal abstract class FamilyReaders;

/// <summary>Puts the readers of one family together, one for each of its policies.</summary>
internal sealed class FamilyReaders<TKey, T> : FamilyReaders
    where TKey : notnull
{
    private readonly CacheFamily<TKey, T> _family;
    private readonly ReaderParts _parts;
    private readonly IReadOnlyList<KeySpace> _spaces;
    private readonly List<IForgetful<TKey>> _forgetful = [];
    private readonly Dictionary<PolicyName, IReader<TKey, T>> _readers = [];
    private readonly IReader<TKey, T> _own;

    public FamilyReaders(CacheFamily<TKey, T> family, ReaderParts parts)
    {
        _family = family;
        _parts = parts;
        _spaces = parts.Spaces.Of(family.Name);
        foreach (var policy in family.Policies)
            _readers.Add(policy.Name, Compose(policy));
        _own = _readers[family.Policies[0].Name];
    }

    public ValueTask<Answer<T>> ReadAsync(
        TKey id, PolicyName? policy, CancellationToken cancellation) =>
        (policy is { } name ? _readers[name] : _own).ReadAsync(id, cancellation);

    /// <summary>Deletes the entry under every policy.</summary>
    /// <remarks>
    /// Flights are forgotten before, so that nobody new waits for a value known to be old, and again
    /// after: one that took off in between may have read the entry that was just deleted.
    /// </remarks>
    public async ValueTask<StoreTrouble> InvalidateAsync(TKey id, CancellationToken cancellation)
    {
        Forget(id);
        try
        {
            var text = _family.Keys.Write(id);
            EntryKey[] keys = [.. _spaces.Select(space => space.Entry(text))];
            return await _parts.Store.DeleteAsync(keys, cancellation);
        }
        finally
        {
            Forget(id);
        }
    }

    private void Forget(TKey id)
    {
        foreach (var guard in _forgetful)
            guard.Forget(id);
    }

    // Observed → Coalescing → look, load, fill → origin. A guard more is one line more, here.
    private ObservedReader<TKey, T> Compose(EntryPolicy policy)
    {
        var labels = new Labels(_family.Name, policy.Name);
        IOrigin<TKey, T> origin = new ObservedOrigin<TKey, T>(
            new LoaderOrigin<TKey, T>(_family.Load), _parts.Telemetry, labels, _parts.Clock);
        origin = new DarkOrigin<TKey, T>(origin, policy);
        var space = _spaces.First(s => s.Policy == policy.Name);
        IReader<TKey, T> reader =
            new CacheAside<TKey, T>(_family, policy, space, _parts.Store, origin);
        if (policy.SingleFlight)
        {
            var coalescing = new Coalescing<TKey, T>(reader);
            _forgetful.Add(coalescing);
            reader = coalescing;
        }
        return new ObservedReader<TKey, T>(reader, _parts.Telemetry, labels);
    }
}
