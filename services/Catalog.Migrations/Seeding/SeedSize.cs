using Microsoft.Extensions.Configuration;

namespace CacheFleet.Catalog.Migrations.Seeding;

/// <summary>How many rows the lab's catalogue has.</summary>
/// <param name="Products">Products, ids from 1.</param>
/// <param name="OrderLines">Order lines over one year, ids from 1.</param>
/// <param name="Objects">Objects of type 0, ids from 0.</param>
public sealed record SeedSize(int Products, int OrderLines, int Objects)
{
    /// <summary>What the fleet runs with.</summary>
    public static SeedSize Full { get; } = new(100_000, 100_000, 50_000);

    /// <summary>
    /// Reads <c>CacheFleet:Seed:Products</c>, <c>:OrderLines</c>, <c>:Objects</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">A size is below one.</exception>
    public static SeedSize From(IConfiguration configuration)
    {
        var section = configuration.GetSection("CacheFleet:Seed");
        return new(
            Read(section, nameof(Products), Full.Products),
            Read(section, nameof(OrderLines), Full.OrderLines),
            Read(section, nameof(Objects), Full.Objects));
    }

    private static int Read(IConfigurationSection section, string name, int usual)
    {
        var value = section.GetValue(name, usual);
        return value >= 1
            ? value
            : throw new InvalidOperationException(
                $"{section.Path}:{name} is {value}: give at least 1 (usual: {usual}).");
    }
}
