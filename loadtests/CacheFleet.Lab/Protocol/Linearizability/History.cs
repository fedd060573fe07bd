namespace CacheFleet.Lab.Protocol.Linearizability;

/// <summary>
/// What clients did to keys, with the instants at which each call left and returned.
/// </summary>
internal sealed class History
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private long _now;

    public Pending Call(int key)
    {
        lock (_gate)
            return new Pending(key, ++_now);
    }

    public void Return(Pending call, Operation operation)
    {
        lock (_gate)
            _entries.Add(new Entry(call.Key, call.At, ++_now, operation));
    }

    public int Count => _entries.Count;

    public ILookup<int, Entry> ByKey => _entries.ToLookup(entry => entry.Key);

    /// <summary>
    /// Reads that answered a value whose overwriting had returned before they were called.
    /// </summary>
    public int StaleReads() => ByKey.Sum(key => StaleReadsOf([.. key.OrderBy(entry => entry.Called)]));

    private static int StaleReadsOf(List<Entry> entries)
    {
        var writes = entries.Where(entry => entry.Operation.Writes is not null).ToList();
        return entries.Count(read => read.Operation is Read { Value: var value }
            && writes.Find(write => write.Operation.Writes == value) is var source
            && writes.Exists(newer => newer.Returned < read.Called
                && (source is null || source.Returned < newer.Called)));
    }
}

internal readonly record struct Pending(int Key, long At);

internal sealed record Entry(int Key, long Called, long Returned, Operation Operation);

/// <summary>
/// An operation on a register, with its outcome. A register begins without a value.
/// </summary>
internal abstract record Operation
{
    /// <summary>What it leaves behind, if it writes.</summary>
    public virtual int? Writes => null;

    /// <summary>Whether it can come out so on a register that holds this.</summary>
    public abstract bool Fits(int? state);
}

internal sealed record Read(int? Value) : Operation
{
    public override bool Fits(int? state) => state == Value;
}

internal sealed record Write(int Value) : Operation
{
    public override int? Writes => Value;

    public override bool Fits(int? state) => true;
}

internal sealed record CompareAndSet(int From, int To) : Operation
{
    public override int? Writes => To;

    public override bool Fits(int? state) => state == From;
}

/// <summary>A compare-and-set that was refused: the register held something else.</summary>
internal sealed record FailedCompare(int From) : Operation
{
    public override bool Fits(int? state) => state is not null && state != From;
}
