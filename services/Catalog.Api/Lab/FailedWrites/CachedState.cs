using System.Globalization;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Lab.FailedWrites;

/// <summary>The cache of these ways, as plain as they are: one string per product and way, the price.</summary>
internal sealed class CachedState(IConnectionMultiplexer redis, string way)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private const string Exchange = """
        -- KEYS[1] the entry. ARGV 1 what it must be, 2 what it becomes, 3 its life (ms). Answers 1 done | 0 not.
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
        """;

    private IDatabase Database => redis.GetDatabase();

    public async Task<int?> FindAsync(long id)
    {
        var found = await Database.StringGetAsync(KeyOf(id));
        return found.IsNull ? null : (int)found;
    }

    public Task SetAsync(long id, int price) => Database.StringSetAsync(KeyOf(id), price, Life);

    /// <summary>What a reader brings, if nobody else has brought something since.</summary>
    public Task FillAsync(long id, int price) =>
        Database.StringSetAsync(KeyOf(id), price, Life, When.NotExists);

    /// <summary>Puts back what was there before; nothing if that was nothing.</summary>
    public Task RestoreAsync(long id, int? price) =>
        price is { } before ? SetAsync(id, before) : DropAsync(id);

    public Task DropAsync(long id) => Database.KeyDeleteAsync(KeyOf(id));

    /// <summary>Sets the price if it still is what the caller has put there.</summary>
    public Task ExchangeAsync(long id, int expected, int price) => Database.ScriptEvaluateAsync(
        Exchange, [KeyOf(id)], [expected, price, (long)Life.TotalMilliseconds]);

    private RedisKey KeyOf(long id) =>
        $"cachefleet:lab:failed-write:{way}:{id.ToString(CultureInfo.InvariantCulture)}";
}
