namespace CacheFleet.Catalog.Api.Flags;

/// <summary>A feature flag as it is answered and cached.</summary>
internal sealed record Flag(string Name, long Version, bool Enabled);

/// <summary>The body of a PUT, as it came.</summary>
internal sealed record FlagChange(bool? Enabled = null);
