using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CacheFleet.Caching;
using Npgsql;

namespace CacheFleet.Lab.Shelf;

/// <summary>The origin has been made to fail.</summary>
internal sealed class OriginDownException() : Exception("The origin is down.");

/// <summary>
/// The rows in PostgreSQL, with what a lab needs: a count and the instants of all loads, a delay
/// that is waited for in the database, a fault switch, and a place to hold a reader.
/// </summary>
internal sealed class ShelfOrigin : IAsyncDisposable
{
    private const string Table = """
        CREATE TABLE shelf (id bigint PRIMARY KEY, version bigint NOT NULL, cents int NOT NULL,
            category int NOT NULL);
        INSERT INTO shelf SELECT n, 1, n % 1000, n % 20 FROM generate_series(1, 2000) n;
        """;

    private readonly NpgsqlDataSource _primary;
    private readonly ConcurrentQueue<long> _loads = new();

    private ShelfOrigin(NpgsqlDataSource primary) => ReadFrom = _primary = primary;

    /// <summary>Where loads read; a lagging replica, perhaps.</summary>
    public NpgsqlDataSource ReadFrom { get; set; }

    public TimeSpan Delay { get; set; }

    public bool IsDown { get; set; }

    /// <summary>Runs after the row was read and before the load returns.</summary>
    public Func<Task>? Held { get; set; }

    /// <summary>Answers in place of the rows, after a trip to the database all the same.</summary>
    public Func<string, int>? Answer { get; set; }

    public NpgsqlDataSource Primary => _primary;

    public int Loads => _loads.Count;

    /// <summary>When each load began, on the clock of <see cref="Stopwatch"/>.</summary>
    public IReadOnlyCollection<long> LoadInstants => _loads;

    public static async Task<ShelfOrigin> CreateAsync(string connectionString, CancellationToken ct)
    {
        var origin = new ShelfOrigin(NpgsqlDataSource.Create(connectionString));
        await using var create = origin._primary.CreateCommand(Table);
        await create.ExecuteNonQueryAsync(ct);
        return origin;
    }

    /// <summary>
    /// A key is a row's id, or <c>sum-N</c>: a view derived from all rows of category N.
    /// </summary>
    public async ValueTask<Loaded<Item>> LoadAsync(string key, CancellationToken ct)
    {
        _loads.Enqueue(Stopwatch.GetTimestamp());
        if (Answer is { } answer)
        {
            await OneAsync("SELECT version, cents FROM shelf WHERE id = $1", 1, ct);
            return Loaded.Of(new Item(0, answer(key)), 1);
        }
        var loaded = await FindAsync(key, ct);
        if (IsDown) throw new OriginDownException();
        if (Held is { } held) await held();
        return loaded;
    }

    /// <summary>
    /// What the database has under a key now, past every cache; the load is not counted.
    /// </summary>
    public async Task<(Item? Item, long Version)> TruthAsync(string key, CancellationToken ct)
    {
        var found = await FindAsync(key, ct);
        return found.IsPresent ? (found.Value, found.Version) : (null, 0);
    }

    /// <summary>Changes a row; its new version.</summary>
    public async Task<long> ChangeAsync(long id, CancellationToken ct)
    {
        await using var update = _primary.CreateCommand(
            "UPDATE shelf SET version = version + 1, cents = cents + 1 WHERE id = $1 RETURNING "
            + "version");
        update.Parameters.Add(new NpgsqlParameter { Value = id });
        return (long)(await update.ExecuteScalarAsync(ct))!;
    }

    public ValueTask DisposeAsync() => _primary.DisposeAsync();

    private Task<Loaded<Item>> FindAsync(string key, CancellationToken ct) =>
        key.StartsWith("sum-", StringComparison.Ordinal)
            ? OneAsync("SELECT sum(version)::bigint, sum(cents)::int FROM shelf WHERE category = $1",
                long.Parse(key.AsSpan(4), CultureInfo.InvariantCulture), ct)
            : OneAsync("SELECT version, cents FROM shelf WHERE id = $1",
                long.Parse(key, CultureInfo.InvariantCulture), ct);

    private async Task<Loaded<Item>> OneAsync(string sql, long id, CancellationToken ct)
    {
        await using var select = ReadFrom.CreateCommand(sql);
        select.Parameters.Add(new NpgsqlParameter { Value = id });
        if (Delay > TimeSpan.Zero) await SleepAsync(ct);
        await using var rows = await select.ExecuteReaderAsync(ct);
        return await rows.ReadAsync(ct) && !await rows.IsDBNullAsync(0, ct)
            ? Loaded.Of(new Item(id, rows.GetInt32(1)), rows.GetInt64(0))
            : Loaded<Item>.Absent;
    }

    // A statement before: so an absent row takes its time too.
    private async Task SleepAsync(CancellationToken ct)
    {
        await using var sleep = ReadFrom.CreateCommand("SELECT pg_sleep($1)");
        sleep.Parameters.Add(new NpgsqlParameter { Value = Delay.TotalSeconds });
        await sleep.ExecuteNonQueryAsync(ct);
    }
}
