using System.Text.Json;
using CacheFleet.Caching.Postgres.Idempotency;
using CacheFleet.Caching.Postgres.SecondDeletes;
using CacheFleet.Catalog.Api.Http;
using Npgsql;

namespace CacheFleet.Catalog.Api.Writing;

/// <summary>Puts into a change's transaction what belongs to it.</summary>
internal sealed class WriteCompanions(IdempotentRequests requests, SecondDeleteSchedule schedule)
{
    /// <summary>The answer that the request has got before; null if it is still to be carried out.</summary>
    /// <exception cref="ProblemException">The key stands for another request (422).</exception>
    public async Task<T?> FindAnswerAsync<T>(
        NpgsqlConnection connection, WriteTerms<T> terms, CancellationToken cancellation)
        where T : class
    {
        if (terms.Once is not { } once)
            return null;
        var (seen, answer) = await requests.ClaimAsync(
            connection, once.Key, once.Fingerprint, cancellation);
        return seen switch
        {
            Seen.Never => null,
            Seen.Before when answer is not null => JsonSerializer.Deserialize(answer, once.Shape),
            _ => throw ProblemException.Unprocessable(IdempotencyHeader.Name,
                "was used for another request: take a new key for each."),
        };
    }

    public async Task AddAsync<T>(
        NpgsqlConnection connection, NpgsqlTransaction transaction, WriteTerms<T> terms, T row,
        CancellationToken cancellation)
        where T : class
    {
        if (terms.Owed is { } owed)
            await schedule.AddAsync(connection, transaction, owed, cancellation);
        if (terms.Once is { } once)
        {
            await requests.AnswerAsync(
                connection, once.Key, JsonSerializer.Serialize(row, once.Shape), cancellation);
        }
    }
}
