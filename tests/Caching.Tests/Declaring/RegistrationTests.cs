using CacheFleet.Caching.Storing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheFleet.Caching.Tests.Declaring;

public sealed class RegistrationTests
{
    [Theory]
    [InlineData("StoreTimeout")]
    [InlineData("FailuresToOpen")]
    [InlineData("RetryDarkStoreEvery")]
    [InlineData("Prefix")]
    public void An_option_that_makes_no_sense_is_refused_by_name(string option)
    {
        using var services = Services(o =>
        {
            o.StoreTimeout = option == "StoreTimeout" ? TimeSpan.Zero : o.StoreTimeout;
            o.FailuresToOpen = option == "FailuresToOpen" ? 0 : o.FailuresToOpen;
            o.RetryDarkStoreEvery = option == "RetryDarkStoreEvery"
                ? TimeSpan.FromHours(1)
                : o.RetryDarkStoreEvery;
            o.Prefix = option == "Prefix" ? "Cache Fleet" : o.Prefix;
        }, cache => cache.UseMemory());

        var error = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IFleetCache>());
        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_without_a_store_says_how_to_give_it_one()
    {
        using var services = Services(_ => { }, _ => { });
        var error = Assert.Throws<InvalidOperationException>(
            () => services.GetRequiredService<ISharedStore>());
        Assert.Contains("UseRedis()", error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(
        Action<CacheFleetOptions> configure, Action<CacheFleetBuilder> use)
    {
        var services = new ServiceCollection();
        use(services.AddCacheFleet(configure));
        return services.BuildServiceProvider();
    }
}
