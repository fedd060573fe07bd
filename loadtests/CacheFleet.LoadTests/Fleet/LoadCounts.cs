namespace CacheFleet.LoadTests.Fleet;

/// <summary>
/// How often the origin was asked, counted twice: by every replica itself (by instance, family and
/// policy) and by Postgres (by family). Two of them are subtracted to see what happened in between.
/// </summary>
public sealed record LoadCounts(
    IReadOnlyDictionary<LoadKey, long> ByReplica,
    IReadOnlyDictionary<string, long> ByPostgres)
{
    public long Sum(string family) =>
        ByReplica.Where(p => p.Key.Family == family).Sum(p => p.Value);

    public long Sum(string family, string policy) =>
        ByReplica.Where(p => p.Key.Family == family && p.Key.Policy == policy).Sum(p => p.Value);

    public long Of(string instance, string family, string policy) =>
        ByReplica.GetValueOrDefault(new LoadKey(instance, family, policy));

    public long Postgres(string family) => ByPostgres.GetValueOrDefault(family);

    public LoadCounts Since(LoadCounts earlier) => new(
        ByReplica.ToDictionary(
            p => p.Key, p => p.Value - earlier.ByReplica.GetValueOrDefault(p.Key)),
        ByPostgres.ToDictionary(
            p => p.Key, p => p.Value - earlier.ByPostgres.GetValueOrDefault(p.Key)));
}

public readonly record struct LoadKey(string Instance, string Family, string Policy);
