using System.Numerics;
using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Near;

/// <summary>
/// What invalidations have done to groups of keys, in memory that does not grow. Keys that share a stripe
/// void each other's tickets, which costs a fill and no more.
/// </summary>
/// <remarks>Written under the owner's lock; the generation may be read without.</remarks>
internal sealed class Stripes<TKey>
    where TKey : notnull
{
    private readonly Stripe[] _stripes;
    private readonly int _shift;

    public Stripes(int atLeast)
    {
        var count = (int)BitOperations.RoundUpToPowerOf2((uint)atLeast);
        _stripes = new Stripe[count];
        Array.Fill(_stripes, new Stripe { ClosedUntil = long.MinValue });
        _shift = 32 - BitOperations.Log2((uint)count);
    }

    public long GenerationOf(TKey key) => Volatile.Read(ref Of(key).Generation);

    public void Void(TKey key) => Volatile.Write(ref Of(key).Generation, Of(key).Generation + 1);

    public void VoidAll()
    {
        for (var i = 0; i < _stripes.Length; i++)
            Volatile.Write(ref _stripes[i].Generation, _stripes[i].Generation + 1);
    }

    /// <summary>Until then nothing of the key's stripe is filled in.</summary>
    public void Close(TKey key, long until) =>
        Of(key).ClosedUntil = Math.Max(Of(key).ClosedUntil, until);

    public bool IsClosed(TKey key, long now) => now < Of(key).ClosedUntil;

    private ref Stripe Of(TKey key) => ref _stripes[Hashing.Of(key) >> _shift];

    private struct Stripe
    {
        public long Generation;
        public long ClosedUntil;
    }
}
