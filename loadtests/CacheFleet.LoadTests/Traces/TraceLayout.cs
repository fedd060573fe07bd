namespace CacheFleet.LoadTests.Traces;

/// <summary>How a trace's integers name objects.</summary>
public enum TraceLayout
{
    /// <summary>Packed if any integer needs the bits of the type, plain otherwise.</summary>
    Auto,
    Orm,
    Plain,
}

public static class TraceLayouts
{
    /// <summary>Turns a trace's integers, in place, into packed object numbers.</summary>
    public static uint[] Apply(this TraceLayout layout, uint[] accesses)
    {
        if (layout == TraceLayout.Auto)
        {
            layout = accesses.Max() < ObjectNumber.PlainLimit ? TraceLayout.Plain : TraceLayout.Orm;
        }
        if (layout == TraceLayout.Orm) return accesses;
        for (var i = 0; i < accesses.Length; i++)
            accesses[i] = ObjectNumber.OfPlain(accesses[i]).Packed;
        return accesses;
    }
}
