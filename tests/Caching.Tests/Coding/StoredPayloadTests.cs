using CacheFleet.Caching.Hybrid;
using CacheFleet.Caching.Storing;
using CacheFleet.Caching.Tests.Declaring;

namespace CacheFleet.Caching.Tests.Coding;

/// <summary>
/// What a released version has stored is read for ever, and written alike: an entry outlives the deployment that
/// wrote it, and old and new replicas share one store. A new format gets a new file beside these.
/// </summary>
public sealed class StoredPayloadTests
{
    private const long FreshUntil = 1_900_000_000_000;

    [Fact]
    public void Envelope_1_with_a_row()
    {
        var bytes = Stored("envelope-1");
        Assert.True(Envelope.TryUnwrap(bytes, out var entry));
        Assert.Equal(Stored("json-product-1"), entry.Payload.ToArray());
        Assert.Equal((7, FreshUntil, FreshUntil + 60_000, 42u, false), (entry.Version,
            entry.FreshUntil, entry.KeepUntil, entry.LoadTime, entry.IsAbsentRow));
        Assert.Equal(bytes, Envelope.Wrap(entry));
    }

    [Fact]
    public void Envelope_1_of_an_absent_row()
    {
        var bytes = Stored("envelope-1-absent");
        Assert.True(Envelope.TryUnwrap(bytes, out var entry));
        Assert.Equal((true, 0, 0), (entry.IsAbsentRow, entry.Payload.Length, entry.Version));
        Assert.Equal(bytes, Envelope.Wrap(entry));
    }

    [Fact]
    public void Json_of_a_record()
    {
        var codec = new JsonCodec<Priced>(TestJson.Default.Priced);
        Assert.True(codec.TryDecode(Stored("json-product-1"), out var value));
        Assert.Equal(new Priced("lamp", 995), value);
        Assert.Equal(Stored("json-product-1"), codec.Encode(value));
        Assert.Equal("f6dd778a", codec.Schema);
    }

    [Fact]
    public void Raw_bytes_as_they_are()
    {
        var codec = new RawCodec();
        Assert.True(codec.TryDecode(Stored("raw-1"), out var value));
        Assert.Equal([0, 1, 2, 253, 254, 255], value.ToArray());
        Assert.Equal(Stored("raw-1"), codec.Encode(value));
    }

    [Fact]
    public void Hybrid_1_with_two_tags()
    {
        var codec = new HybridCodec();
        Assert.True(codec.TryDecode(Stored("hybrid-1"), out var value));
        Assert.Equal([new TagStamp("*", 1_234_567_890_123), new TagStamp("red", -1)], value.Stamps);
        Assert.Equal((TimeSpan.FromSeconds(5), false), (value.NearFor, value.IsNull));
        Assert.Equal("\"value\""u8.ToArray(), value.Body.ToArray());
        Assert.Equal(Stored("hybrid-1"), codec.Encode(value));
    }

    // Mutant caught: TryReadStamp does not look whether there are bytes left.
    [Fact]
    public void A_payload_that_was_cut_off_or_is_of_another_format_is_a_miss_and_throws_nothing()
    {
        var hybrid = Stored("hybrid-1");
        var header = hybrid.Length - "\"value\""u8.Length;
        for (var length = 0; length < header; length++)
            Assert.False(new HybridCodec().TryDecode(hybrid.AsMemory(0, length), out _));
        var envelope = Stored("envelope-1-absent");
        for (var length = 0; length < envelope.Length; length++)
            Assert.False(Envelope.TryUnwrap(envelope.AsMemory(0, length), out _));
        hybrid[0] = envelope[0] = 2;
        Assert.False(new HybridCodec().TryDecode(hybrid, out _));
        Assert.False(Envelope.TryUnwrap(envelope, out _));
    }

    private static byte[] Stored(string name)
    {
        using var stream = typeof(StoredPayloadTests).Assembly.GetManifestResourceStream(
            $"{typeof(StoredPayloadTests).Namespace}.Payloads.{name}.hex");
        using var reader = new StreamReader(stream!);
        return Convert.FromHexString(reader.ReadToEnd().ReplaceLineEndings(""));
    }
}
