namespace CacheFleet.Caching.Storing;

/// <summary>Looks with what the store's layers say of them.</summary>
internal static class Vetting
{
    /// <summary>What was seen, or darkness if a layer objects by now.</summary>
    public static Sight Vetted(this ISharedStore store, in Sight seen)
    {
        var trouble = store.Vet(seen.Trouble);
        return trouble == seen.Trouble ? seen : Sight.Dark(trouble);
    }
}
