using CacheFleet.LoadTests.Traces;

namespace CacheFleet.LoadTests.Tests;

public sealed class TraceTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trace_is_big_endian_integers_with_type_id_and_index_in_their_bits()
    {
        // 0x88001403 = 1000 1|000 0000 0000 0010 10|0 0000 0011: type 17, id 10, index 3.
        using var file = TraceFiles.Unpacked([0x88, 0x00, 0x14, 0x03, 0x00, 0x00, 0x00, 0x01]);

        var accesses = await TraceFile.ReadAsync(file.Path, int.MaxValue, Ct);

        Assert.Equal([0x88001403, 1], accesses);
        Assert.Equal("/objects/17/10/3", new ObjectNumber(accesses[0]).Path);
    }

    [Fact]
    public async Task A_limit_ends_the_reading_early()
    {
        using var file = TraceFiles.Packed(Enumerable.Range(0, 100).Select(i => (uint)i));

        var accesses = await TraceFile.ReadAsync(file.Path, 3, Ct);

        Assert.Equal([0u, 1u, 2u], accesses);
    }

    [Fact]
    public async Task A_file_that_is_not_gzip_is_refused_by_name()
    {
        using var file = TraceFiles.Plain([1, 2, 3, 4]);

        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => TraceFile.ReadAsync(file.Path, int.MaxValue, Ct));

        Assert.Contains(
            "is not a trace (gzip over big-endian", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_that_ends_within_an_integer_is_refused()
    {
        using var file = TraceFiles.Unpacked([0, 0, 0, 1, 0, 0]);

        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => TraceFile.ReadAsync(file.Path, int.MaxValue, Ct));

        Assert.Contains(
            "after 1 accesses: 2 bytes too many", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_numbers_become_objects_of_a_type_of_their_own()
    {
        var packed = TraceLayout.Auto.Apply([0, 511, 512, 13755]);

        Assert.Equal(
            ["/objects/31/0/0", "/objects/31/0/511", "/objects/31/1/0", "/objects/31/26/443"],
            packed.Select(number => new ObjectNumber(number).Path));
    }

    [Fact]
    public void A_packed_trace_stays_as_it_is() =>
        Assert.Equal([0x88001403u], TraceLayout.Auto.Apply([0x88001403u]));

    [Fact]
    public void Zipf_gives_the_first_rank_its_share_and_the_same_trace_for_the_same_seed()
    {
        const int Objects = 1000;
        var trace = ZipfTrace.Generate(200_000, Objects, exponent: 1, seed: 7);

        var hottest = trace.CountBy(number => number).Select(p => p.Value).OrderDescending()
            .ToArray();

        // Harmonic number H(1000) = 7.4855: rank 1 has 13.36 %, rank 2 half of it.
        Assert.InRange(hottest[0] / 200_000.0, 0.130, 0.137);
        Assert.InRange(hottest[1] / 200_000.0, 0.064, 0.070);
        Assert.Equal(trace, ZipfTrace.Generate(200_000, Objects, exponent: 1, seed: 7));
        Assert.NotEqual(trace, ZipfTrace.Generate(200_000, Objects, exponent: 1, seed: 8));
    }
}
