using CacheFleet.Catalog.Api.Origin;
using Npgsql;

namespace CacheFleet.Catalog.Api.Lab.FailedWrites;

/// <summary>A product's price in its row, with the lab's faults around the commit.</summary>
/// <remarks>
/// No event announces it and the version stays: what is shown is the way of the write alone, with nothing that mends
/// it.
/// </remarks>
internal sealed class PriceRow(NpgsqlDataSource source, IWriteSeam seam, TimeProvider clock)
{
    private const string Read = "SELECT price_cents FROM catalog.products WHERE id = $1";
    private const string Write = "UPDATE catalog.products SET price_cents = $2 WHERE id = $1";

    // As long as somebody waits who does not know whether an answer will come.
    private static readonly TimeSpan Doubt = TimeSpan.FromMilliseconds(20);

    public async Task<int> ReadAsync(long id, CancellationToken cancellation)
    {
        await using var read = source.CreateCommand(Read).With(id);
        return (int)(await read.ExecuteScalarAsync(cancellation))!;
    }

    public async Task WriteAsync(long id, int price, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var write = new NpgsqlCommand(Write, connection).With(id, price);
        await write.ExecuteNonQueryAsync(cancellation);
        try
        {
            await seam.BeforeCommitAsync(cancellation);
            await transaction.CommitAsync(CancellationToken.None);
            await seam.AfterCommitAsync();
        }
        catch (TimeoutException)
        {
            await Task.Delay(Doubt, clock, CancellationToken.None);
            throw;
        }
    }
}
