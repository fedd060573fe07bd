using CacheFleet.Caching;

namespace CacheFleet.Interleavings.Tests;

/// <summary>What is explored to the end, with the bound of each.</summary>
internal static class Scenarios
{
    /// <summary>Two readers and a writer, one reader and two writers: each in a process of its own.</summary>
    public static IEnumerable<Scenario> Of(EntryPolicy policy, Mishaps mishaps, int most)
    {
        yield return new($"{policy.Name}, 2 readers, 1 writer", policy)
        {
            Mishaps = mishaps,
            MostMishaps = most,
        };
        yield return new($"{policy.Name}, 1 reader, 2 writers", policy)
        {
            Readers = 1,
            Writers = 2,
            Mishaps = mishaps,
            MostMishaps = most,
        };
    }

    public static IEnumerable<Scenario> Guarded =>
    [
        .. Of(Policies.Lease, Mishaps.Usual, most: 2),
        .. Of(Policies.Version, Mishaps.Usual, most: 2),
        .. Variants(Policies.Lease),
        .. Variants(Policies.Version),
        .. Slow(Policies.Lease),
        .. Slow(Policies.Version),
        .. OfStaleAnswers,
        .. InOneProcess,
    ];

    private static IEnumerable<Scenario> Variants(EntryPolicy policy)
    {
        foreach (var plain in Of(policy, Mishaps.All, most: 1))
        {
            yield return plain with { Name = $"{plain.Name}, anything may fail" };
            yield return plain with
            {
                Name = $"{plain.Name}, the commit's version unknown",
                Writes = WriteKind.InvalidateBlindly,
                Mishaps = Mishaps.Usual,
            };
            yield return plain with
            {
                Name = $"{plain.Name}, the entry warm",
                Warm = true,
            };
        }
        yield return new($"{policy.Name}, a writer dies and the log tells", policy)
        {
            Readers = 1,
            Log = true,
            Mishaps = Mishaps.Usual | Mishaps.WriterDies,
            MostMishaps = 1,
        };
    }

    // Pauses inside a load, and between a commit and what the writer does next.
    private static IEnumerable<Scenario> Slow(EntryPolicy policy)
    {
        var plain = Of(policy, Mishaps.Usual, most: 1).Last() with { Slow = true };
        yield return plain with { Name = $"{plain.Name}, slow" };
        var through = plain with
        {
            Name = $"{plain.Name}, writing through, slow",
            Writes = WriteKind.WriteThrough,
            Mishaps = Mishaps.Usual | Mishaps.CallFails,
        };
        yield return through;
        yield return through with { Name = $"{through.Name}, the entry warm", Warm = true };
    }

    private static IEnumerable<Scenario> OfStaleAnswers =>
        from plain in Of(Policies.Swr, Mishaps.EntryIsDue | Mishaps.EntryExpires
            | Mishaps.LeaseEnds | Mishaps.LoadFails, most: 2)
        select plain with { Name = $"{plain.Name}, the entry warm", Warm = true };

    private static IEnumerable<Scenario> InOneProcess =>
        from plain in Of(Policies.SingleFlight,
            Mishaps.LeaseEnds | Mishaps.Eviction | Mishaps.StoreLost, most: 1)
        select plain with { Name = $"{plain.Name}, all in one process", Processes = 1 };
}
