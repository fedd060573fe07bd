using Microsoft.AspNetCore.WebUtilities;

namespace CacheFleet.Caching.Tests.Declaring;

/// <summary>Row A11: what means the same has one key, and what does not has another.</summary>
public sealed class QueryKeysTests
{
    private static readonly QueryKeys Products = new(
        new QueryParameter("category"),
        new QueryParameter("sort") { IgnoresCase = true, Default = "name" },
        new QueryParameter("page") { Default = "1", Repeated = Repeated.Last },
        new QueryParameter("tag") { Repeated = Repeated.Set },
        new QueryParameter("path") { Repeated = Repeated.All });

    private static string? Key(string query) =>
        Products.TryMake(QueryHelpers.ParseQuery(query), out var key) ? key : null;

    [Theory]
    [InlineData("?category=5&page=2", "category=5&page=2")]
    [InlineData("?page=2&category=5", "category=5&page=2")]
    [InlineData("?Category=5&PAGE=2", "category=5&page=2")]
    [InlineData("?category=5&page=2&utm_source=mail&fbclid=x", "category=5&page=2")]
    [InlineData("?category=5&page=1&sort=NAME", "category=5")]
    [InlineData("?category=&sort", "all")]
    [InlineData("", "all")]
    [InlineData("?utm_campaign=spring", "all")]
    public void What_means_the_same_has_one_key(string query, string key) =>
        Assert.Equal(key, Key(query));

    [Theory]
    [InlineData("?category=5&category=6", "category=5")]
    [InlineData("?page=2&page=3", "page=3")]
    [InlineData("?tag=red&tag=big&tag=red", "tag=big,red")]
    [InlineData("?path=b&path=a&path=b", "path=b,a,b")]
    [InlineData("?category=&category=5", "category=5")]
    public void What_counts_of_several_values_is_declared(string query, string key) =>
        Assert.Equal(key, Key(query));

    // Mutants caught: separators are not escaped; the percent sign is not.
    [Theory]
    [InlineData("?category=5%26page%3D2", "?category=5&page=2")]
    [InlineData("?tag=a&tag=b", "?tag=a%2Cb")]
    [InlineData("?category=%2526", "?category=%26")]
    [InlineData("?category=Shoes", "?category=shoes")]
    [InlineData("?path=a&path=b", "?path=b&path=a")]
    [InlineData("?category=5", "?category=6")]
    [InlineData("?category=%20", "?category=%2B")]
    public void What_differs_has_different_keys(string one, string other)
    {
        Assert.NotNull(Key(one));
        Assert.NotEqual(Key(one), Key(other));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("{slot}")]
    [InlineData("line\nbreak")]
    [InlineData("ünïcode €")]
    [InlineData("\ud800")]
    public void Whatever_comes_its_key_is_fit_for_a_family(string value)
    {
        Assert.True(Products.TryMake([new("category", value)], out var key));
        Assert.True(KeyText.Holds(key), key);
    }

    [Fact]
    public void What_is_too_long_has_no_key()
    {
        Assert.NotNull(Key($"?category={new string('x', 64)}"));
        Assert.Null(Key($"?category={new string('x', 65)}"));
        Assert.Null(Key("?" + string.Join('&', Enumerable.Range(0, 200).Select(i => $"tag={i}"))));
    }

    [Fact]
    public void A_parameter_is_declared_once_and_by_a_name()
    {
        Assert.Throws<ArgumentException>(
            () => new QueryKeys(new QueryParameter("a"), new QueryParameter("A")));
        Assert.Throws<ArgumentException>(() => new QueryParameter("a b"));
        Assert.Throws<ArgumentException>(() => new QueryParameter(""));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new QueryParameter("a") { MaxLength = 0 });
    }
}
