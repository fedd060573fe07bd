namespace CacheFleet.Catalog.Migrations.Seeding;

/// <summary>One table's rows, made inside the server by one statement.</summary>
/// <param name="Name">What is seeded; a seed of this name is made once per database.</param>
/// <param name="Sql">Takes the number of rows as <c>$1</c>, of products as <c>$2</c>.</param>
/// <param name="Rows">How many.</param>
/// <param name="Products">How many products there are for other rows to name.</param>
/// <param name="Afterwards">Indexes, which are faster to build on the finished table.</param>
internal sealed record Seed(
    string Name, string Sql, int Rows, int Products, string? Afterwards = null)
{
    public const string Table = "catalog.seeds";
}
