using System.Text;

namespace CacheFleet.Caching.Tests.Declaring;

public sealed class JsonCodecTests
{
    private readonly JsonCodec<Priced> _codec = new(TestJson.Default.Priced);

    [Fact]
    public void What_was_encoded_is_decoded()
    {
        Assert.True(_codec.TryDecode(_codec.Encode(new Priced("lamp", 995)), out var back));
        Assert.Equal(new Priced("lamp", 995), back);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("""{"name":"lamp"}""")]
    [InlineData("""{"name":null,"cents":1}""")]
    [InlineData("""{"name":"lamp","cents":"many"}""")]
    public void What_is_not_of_the_shape_is_a_miss_and_never_a_null(string payload) =>
        Assert.False(_codec.TryDecode(Encoding.UTF8.GetBytes(payload), out _));
}
