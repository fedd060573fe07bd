using CacheFleet.Caching;
using CacheFleet.Catalog.Api.Flags;
using CacheFleet.Catalog.Api.Objects;
using CacheFleet.Catalog.Api.Origin;
using CacheFleet.Catalog.Api.Products;
using CacheFleet.Catalog.Api.Rankings;
using Microsoft.Extensions.Options;

namespace CacheFleet.Catalog.Api;

/// <summary>Every family of the catalogue, declared once.</summary>
/// <remarks>Invalidation.Worker lists the same names, schema versions and policies; a test compares the two.</remarks>
internal sealed class CatalogFamilies(
    ProductOrigin products, RankingOrigin rankings, ObjectOrigin objects, FlagOrigin flags,
    ILoadSeam seam, OriginAdmission admission, IOptions<CatalogOptions> options) : IFamilySource
{
    public CacheFamily<long, Product> Product { get; } = new(
        "product", 1, KeyFormat.Number, new JsonCodec<Product>(CatalogJson.Default.Product),
        seam.Around(admission.Around<long, Product>(products.LoadAsync)),
        CatalogPolicies.Product(options.Value));

    public CacheFamily<string, Bestsellers> Bestsellers { get; } = new(
        "bestsellers", 1, KeyFormat.Text,
        new JsonCodec<Bestsellers>(CatalogJson.Default.Bestsellers),
        seam.Around(admission.Around<string, Bestsellers>(rankings.LoadAsync)),
        CatalogPolicies.Bestsellers(options.Value));

    public CacheFamily<ObjectKey, CatalogObject> Object { get; } = new(
        "object", 1, new ObjectKeyFormat(),
        new JsonCodec<CatalogObject>(CatalogJson.Default.CatalogObject),
        seam.Around(admission.Around<ObjectKey, CatalogObject>(objects.LoadAsync)),
        CatalogPolicies.Object(options.Value));

    public CacheFamily<string, Flag> Flag { get; } = new(
        "flag", 1, KeyFormat.Text, new JsonCodec<Flag>(CatalogJson.Default.Flag),
        seam.Around(admission.Around<string, Flag>(flags.LoadAsync)),
        CatalogPolicies.Flag(options.Value));

    public IEnumerable<CacheFamily> Families => [Product, Bestsellers, Object, Flag];
}
