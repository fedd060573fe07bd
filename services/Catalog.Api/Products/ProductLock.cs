using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Origin;
using Npgsql;

namespace CacheFleet.Catalog.Api.Products;

/// <summary>Changes a row that it has locked first, whatever of it the client has asked to be so.</summary>
/// <remarks>
/// The lock comes before anything is looked at or taken out of the buffer: whoever writes the row, now or later,
/// takes it in this order, and the versions of a row are handed out one by one.
/// </remarks>
internal static class ProductLock
{
    private const string Lock = "SELECT version FROM catalog.products WHERE id = $1 FOR UPDATE";
    private const string Version = "SELECT version FROM catalog.products_now WHERE id = $1";

    /// <exception cref="ProblemException">The version is none of those allowed (412).</exception>
    public static async Task<T?> ChangeAsync<T>(
        NpgsqlConnection connection, long id, IReadOnlyCollection<long>? allowed,
        Func<Task<T?>> change, CancellationToken cancellation)
        where T : class
    {
        if (await TakeAsync(connection, id, cancellation) is null)
            return null;
        if (allowed is not null)
            await CheckAsync(connection, id, allowed, cancellation);
        return await change();
    }

    /// <summary>Locks the row for the transaction; its own version, or null if there is no such row.</summary>
    public static async Task<long?> TakeAsync(
        NpgsqlConnection connection, long id, CancellationToken cancellation)
    {
        await using var take = new NpgsqlCommand(Lock, connection).With(id);
        return await take.ExecuteScalarAsync(cancellation) as long?;
    }

    private static async Task CheckAsync(
        NpgsqlConnection connection, long id, IReadOnlyCollection<long> allowed,
        CancellationToken cancellation)
    {
        await using var look = new NpgsqlCommand(Version, connection).With(id);
        var seen = (long)(await look.ExecuteScalarAsync(cancellation))!;
        if (!allowed.Contains(seen))
        {
            throw ProblemException.Precondition(
                $"Product '{id}' has version {EntityTag.Of(seen)}, which If-Match does not name.");
        }
    }
}
