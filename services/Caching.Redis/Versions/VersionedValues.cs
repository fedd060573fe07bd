using StackExchange.Redis;

namespace CacheFleet.Caching.Redis.Versions;

/// <summary>What became of a version.</summary>
public enum VersionWritten
{
    /// <summary>Readers begin with it from now on.</summary>
    Current,

    /// <summary>It is not newer than what readers begin with.</summary>
    NotNewer,

    /// <summary>
    /// Its parts had gone before all were there: raise <see cref="VersionedOptions.LongestWrite"/>.
    /// </summary>
    Incomplete,
}

/// <summary>Values that are read in parts: each version immutable, and a pointer to the current one.</summary>
/// <remarks>
/// 1. A writer stages the parts under a name of its own, where nobody reads.
/// 2. The flip makes them a version and moves the pointer, in one step (<c>Scripts/versions-flip.lua</c>).
/// 3. A reader looks at the pointer once and then reads that version's parts, for as long as the longest read.
/// All keys of a value lie in one slot. Trouble of Redis comes through as its client's exceptions.
/// </remarks>
public sealed class VersionedValues
{
    private static readonly Script Shipped = new("versions-flip.lua");

    private readonly IDatabase _database;
    private readonly VersionedOptions _options;
    private readonly Patience _patience;
    private readonly Random _chance;
    private readonly Script _flip;

    /// <summary>Uses a connection that somebody else owns.</summary>
    public VersionedValues(
        IConnectionMultiplexer redis, VersionedOptions options, TimeProvider clock, Random chance)
        : this(redis, options, clock, chance, Shipped)
    {
    }

    internal VersionedValues(
        IConnectionMultiplexer redis, VersionedOptions options, TimeProvider clock, Random chance, Script flip)
    {
        ArgumentNullException.ThrowIfNull(redis);
        ArgumentNullException.ThrowIfNull(options);
        _database = redis.GetDatabase();
        (_options, _chance, _flip) = (options, chance, flip);
        _patience = new Patience(clock, options.Timeout);
    }

    /// <summary>Writes a version and makes it the one that readers begin with.</summary>
    /// <param name="name">Whose value; no blanks, controls or braces.</param>
    /// <param name="version">Grows with every change of the value.</param>
    /// <param name="parts">What readers will read, in this order.</param>
    /// <param name="cancellation">Heeded between two parts; nobody has seen any of them.</param>
    public async Task<VersionWritten> WriteAsync(
        string name, long version, IAsyncEnumerable<ReadOnlyMemory<byte>> parts,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentNullException.ThrowIfNull(parts);
        var keys = new VersionKeys(_options.Prefix, name);
        var staged = keys.Staged(_chance.NextInt64());
        var count = 0;
        await foreach (var part in parts.WithCancellation(cancellation))
        {
            await Bounded(_database.HashSetAsync(staged, count++, part.ToArray()));
            await Bounded(_database.KeyExpireAsync(staged, _options.LongestWrite.Span));
        }
        var flipped = await Bounded(_flip.RunAsync(
            _database, [keys.Pointer, keys.Superseded, staged],
            version, count, _options.LongestRead.Milliseconds, _options.MostVersions,
            _options.TimeToLive.Milliseconds, keys.Start));
        return (long)flipped switch
        {
            1 => VersionWritten.Current,
            2 => VersionWritten.NotNewer,
            _ => VersionWritten.Incomplete,
        };
    }

    /// <summary>Begins a read of the version that is current now; null if there is no value.</summary>
    public async Task<VersionedRead?> OpenAsync(string name)
    {
        var keys = new VersionKeys(_options.Prefix, name);
        var found = await Bounded(_database.HashGetAsync(keys.Pointer, ["version", "parts"]));
        return found[0].IsNull
            ? null
            : new VersionedRead(this, keys.Version((long)found[0]), (long)found[0], (int)found[1]);
    }

    /// <summary>How many versions of the value there are, the current one included.</summary>
    public async Task<int> CountAsync(string name)
    {
        var keys = new VersionKeys(_options.Prefix, name);
        var superseded = await Bounded(_database.SortedSetRangeByRankAsync(keys.Superseded));
        var living = await Task.WhenAll(superseded.Select(version =>
            Bounded(_database.KeyExistsAsync(keys.Version((long)version)))));
        var current = await Bounded(_database.KeyExistsAsync(keys.Pointer));
        return living.Count(lives => lives) + (current ? 1 : 0);
    }

    internal async Task<byte[]?> PartAsync(RedisKey version, int part) =>
        await Bounded(_database.HashGetAsync(version, part));

    private Task<T> Bounded<T>(Task<T> work) => work.WaitAsync(_patience.Token);
}
