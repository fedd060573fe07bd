using System.Text;
using System.Text.Json.Serialization;
using CacheFleet.Caching.Tests.Declaring;

namespace CacheFleet.Caching.Tests.Coding;

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

    // Mutant caught: Describe leaves out whether a property is required.
    [Fact]
    public void The_fingerprint_changes_with_names_types_and_what_is_required_and_with_nothing_else()
    {
        string[] shapes =
        [
            new JsonCodec<Shapes.One>(ShapeJson.Default.One).Schema!,
            new JsonCodec<Shapes.OtherName>(ShapeJson.Default.OtherName).Schema!,
            new JsonCodec<Shapes.OtherType>(ShapeJson.Default.OtherType).Schema!,
            new JsonCodec<Shapes.NotRequired>(ShapeJson.Default.NotRequired).Schema!,
            new JsonCodec<Shapes.Deeper>(ShapeJson.Default.Deeper).Schema!,
            new JsonCodec<Shapes.OtherwiseDeep>(ShapeJson.Default.OtherwiseDeep).Schema!,
        ];
        Assert.Equal(shapes.Length, shapes.Distinct().Count());
        Assert.Equal(shapes[0], new JsonCodec<Shapes.SameAsOne>(ShapeJson.Default.SameAsOne).Schema);
        Assert.All(shapes, shape => Assert.Matches("^[0-9a-f]{8}$", shape));
    }
}

internal static class Shapes
{
    internal sealed record One(string Name, int Cents);

    internal sealed record SameAsOne(int Cents, string Name);

    internal sealed record OtherName(string Title, int Cents);

    internal sealed record OtherType(string Name, long Cents);

    internal sealed record NotRequired(string Name, int Cents = 0);

    internal sealed record Deeper(List<One> Items);

    internal sealed record OtherwiseDeep(List<OtherType> Items);
}

[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Shapes.One))]
[JsonSerializable(typeof(Shapes.SameAsOne))]
[JsonSerializable(typeof(Shapes.OtherName))]
[JsonSerializable(typeof(Shapes.OtherType))]
[JsonSerializable(typeof(Shapes.NotRequired))]
[JsonSerializable(typeof(Shapes.Deeper))]
[JsonSerializable(typeof(Shapes.OtherwiseDeep))]
internal sealed partial class ShapeJson : JsonSerializerContext;
