using CacheFleet.Caching.Redis.Versions;
using CacheFleet.Testing;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis.Tests.Versions;

public sealed class VersionedValuesTests(RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const int Parts = 12;

    private readonly string _name = Path.GetRandomFileName();
    private ConnectionMultiplexer? _connection;
    private Script _flip = new("versions-flip.lua");
    private int _torn;

    public async ValueTask InitializeAsync() =>
        _connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);

    public ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_reader_in_flight_finishes_on_its_version_while_others_begin_with_the_next()
    {
        var values = Values();
        await WriteAsync(values, 1);
        var first = await values.OpenAsync(_name);
        Assert.Equal(1, await StampAsync(first!, 0));

        Assert.Equal(VersionWritten.Current, await WriteAsync(values, 2));
        var second = await values.OpenAsync(_name);

        Assert.Equal((1, Parts, 2, Parts), (first!.Version, first.Parts, second!.Version, second.Parts));
        for (var part = 1; part < Parts; part++)
            Assert.Equal((1, 2), (await StampAsync(first, part), await StampAsync(second, part)));
        Assert.Equal(2, await values.CountAsync(_name));
    }

    // Mutant: a flip that does not compare the versions.
    [Fact]
    public async Task An_older_version_never_becomes_current_again_and_a_repeated_one_changes_nothing()
    {
        var values = Values();
        await WriteAsync(values, 2);

        Assert.Equal(VersionWritten.NotNewer, await WriteAsync(values, 1));
        Assert.Equal(VersionWritten.NotNewer, await WriteAsync(values, 2));
        Assert.Equal(2, (await values.OpenAsync(_name))!.Version);
        Assert.Equal(1, await values.CountAsync(_name));
    }

    // Mutant: a flip that leaves the superseded versions to their time alone.
    [Fact]
    public async Task There_are_never_more_versions_than_allowed_and_who_reads_one_that_went_is_told()
    {
        var values = Values(new VersionedOptions { MostVersions = 3 });
        await WriteAsync(values, 1);
        var first = (await values.OpenAsync(_name))!;
        for (var version = 2; version <= 6; version++)
        {
            await WriteAsync(values, version);
            Assert.InRange(await values.CountAsync(_name), 2, 3);
        }

        var gone = await Assert.ThrowsAsync<VersionGoneException>(() => first.PartAsync(5));
        Assert.Contains("Version 1 has gone at part 5", gone.Message);
    }

    // Mutant: a superseded version keeps its own time to live.
    [Fact]
    public async Task A_superseded_version_ends_after_the_longest_read()
    {
        var values = Values(new VersionedOptions { LongestRead = Ttl.Seconds(0.2) });
        await WriteAsync(values, 1);
        var first = (await values.OpenAsync(_name))!;
        await WriteAsync(values, 2);
        Assert.Equal(1, await StampAsync(first, 0));

        await Eventually.IsTrueAsync(async () => await values.CountAsync(_name) == 1, "it has ended");
        await Assert.ThrowsAsync<VersionGoneException>(() => first.PartAsync(1));
    }

    // Mutant: a flip that does not count the parts.
    [Fact]
    public async Task Parts_that_ended_before_all_were_there_become_no_version()
    {
        var values = Values(new VersionedOptions { LongestWrite = Ttl.Seconds(0.05) });

        Assert.Equal(VersionWritten.Incomplete, await values.WriteAsync(_name, 1, Slowly()));
        Assert.Null(await values.OpenAsync(_name));
    }

    // Mutants: parts staged under the version's own name; the pointer moved before the parts.
    [Fact]
    public async Task No_read_is_torn_while_versions_come_and_the_same_parts_in_place_are_torn()
    {
        var values = Values(new VersionedOptions { MostVersions = 200 });
        var database = _connection!.GetDatabase();
        await WriteAsync(values, 1);
        await WriteInPlaceAsync(database, 1);
        using var enough = new CancellationTokenSource();
        var versioned = ReadOnAsync(async () =>
        {
            var read = (await values.OpenAsync(_name))!;
            return part => StampAsync(read, part);
        }, enough.Token);
        var inPlace = ReadOnAsync(() => Task.FromResult<Func<int, Task<int>>>(
            async part => (int)await database.HashGetAsync($"{_name}:in-place", part)), enough.Token,
            () => Interlocked.Increment(ref _torn));

        // As long as it takes until the danger has shown itself.
        for (var version = 2; version <= 150 || (Volatile.Read(ref _torn) == 0 && version <= 5_000); version++)
        {
            await WriteAsync(values, version);
            await WriteInPlaceAsync(database, version);
        }
        await enough.CancelAsync();

        var ((reads, torn), (_, tornInPlace)) = (await versioned, await inPlace);
        Assert.True(reads > 10, $"{reads} reads: nothing was tried.");
        Assert.Equal(0, torn);
        Assert.True(tornInPlace > 0, "The control was never torn: nothing was shown.");
    }

    // Each of the mutants named above, on a real Redis.
    [Theory]
    [InlineData("local known = version <= current", "local known = false",
        nameof(An_older_version_never_becomes_current_again_and_a_repeated_one_changes_nothing))]
    [InlineData("if over > 0 then", "if false then",
        nameof(There_are_never_more_versions_than_allowed_and_who_reads_one_that_went_is_told))]
    [InlineData("string.format('%.0f', current), longest) == 1", "string.format('%.0f', current), ends) == 1",
        nameof(A_superseded_version_ends_after_the_longest_read))]
    [InlineData("known or redis.call('HLEN', KEYS[3]) ~= tonumber(ARGV[2])", "known",
        nameof(Parts_that_ended_before_all_were_there_become_no_version))]
    public async Task A_mutant_of_the_flip_is_caught_by_its_rule(string piece, string by, string rule)
    {
        await using var mutated = new VersionedValuesTests(redis) { _flip = _flip.Mutated(piece, by) };
        await mutated.InitializeAsync();

        await Assert.ThrowsAnyAsync<Exception>(
            () => (Task)typeof(VersionedValuesTests).GetMethod(rule)!.Invoke(mutated, [])!);
    }

    private static async Task<(int Reads, int Torn)> ReadOnAsync(
        Func<Task<Func<int, Task<int>>>> open, CancellationToken stop, Action? onTorn = null)
    {
        var (reads, torn) = (0, 0);
        while (!stop.IsCancellationRequested)
        {
            var read = await open();
            var stamps = new HashSet<int>();
            for (var part = 0; part < Parts; part++)
                stamps.Add(await read(part));
            reads++;
            if (stamps.Count == 1)
                continue;
            torn++;
            onTorn?.Invoke();
        }
        return (reads, torn);
    }

    private async Task WriteInPlaceAsync(IDatabase database, int version)
    {
        for (var part = 0; part < Parts; part++)
            await database.HashSetAsync($"{_name}:in-place", part, version);
    }

    private Task<VersionWritten> WriteAsync(VersionedValues values, int version) =>
        values.WriteAsync(_name, version, Enumerable.Repeat(
            (ReadOnlyMemory<byte>)BitConverter.GetBytes(version), Parts).ToAsyncEnumerable());

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Slowly()
    {
        yield return new byte[1];
        await Task.Delay(200);
        yield return new byte[1];
    }

    private static async Task<int> StampAsync(VersionedRead read, int part) =>
        BitConverter.ToInt32((await read.PartAsync(part)).Span);

    private VersionedValues Values(VersionedOptions? options = null) =>
        new(_connection!, options ?? new VersionedOptions(), TimeProvider.System, new Random(), _flip);
}
