using Microsoft.Extensions.Options;

namespace CacheFleet.Caching;

/// <summary>Refuses options that make no sense; it repairs none.</summary>
internal sealed class CacheFleetOptionsRule : IValidateOptions<CacheFleetOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, CacheFleetOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(CacheFleetOptions o)
    {
        if (!NameRule.Holds(o.Prefix, "-"))
            yield return $"{nameof(o.Prefix)} is '{o.Prefix}': lower-case letters, digits, hyphens.";
        if (o.StoreTimeout <= TimeSpan.Zero || o.StoreTimeout > Longest)
            yield return $"{nameof(o.StoreTimeout)} is {o.StoreTimeout}: above 0, up to {Longest}.";
        if (o.FailuresToOpen < 1)
            yield return $"{nameof(o.FailuresToOpen)} is {o.FailuresToOpen}: at least 1.";
        if (o.RetryDarkStoreEvery <= TimeSpan.Zero || o.RetryDarkStoreEvery > Longest)
        {
            yield return $"{nameof(o.RetryDarkStoreEvery)} is {o.RetryDarkStoreEvery}: "
                + $"above 0, up to {Longest}.";
        }
        foreach (var fault in o.Lock.Faults())
            yield return fault;
    }
}
