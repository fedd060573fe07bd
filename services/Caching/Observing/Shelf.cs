namespace CacheFleet.Caching.Observing;

/// <summary>Keeps objects for their next use, near the processor that had them last.</summary>
internal sealed class Shelf<T>
    where T : class
{
    private const int MostPerStripe = 128;

    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, PerProcessor.Parts).Select(_ => new Stripe())];

    /// <summary>One that was put back; null if none is at hand.</summary>
    public T? Take() => Here.Take();

    /// <summary>Keeps it, unless there are enough.</summary>
    public void Put(T one) => Here.Put(one);

    private Stripe Here => _stripes[PerProcessor.Mine];

    private sealed class Stripe
    {
        private readonly Lock _lock = new();
        private readonly T?[] _kept = new T?[MostPerStripe];
        private int _count;

        // Whoever has taken an answer mostly asks again at once, and finds here what was just put back.
        private T? _top;

        public T? Take() => Interlocked.Exchange(ref _top, null) ?? TakeKept();

        public void Put(T one)
        {
            if (Interlocked.CompareExchange(ref _top, one, null) is not null)
                Keep(one);
        }

        private T? TakeKept()
        {
            lock (_lock)
            {
                if (_count == 0)
                    return null;
                var one = _kept[--_count];
                _kept[_count] = null;
                return one;
            }
        }

        private void Keep(T one)
        {
            lock (_lock)
            {
                if (_count < MostPerStripe)
                    _kept[_count++] = one;
            }
        }
    }
}
