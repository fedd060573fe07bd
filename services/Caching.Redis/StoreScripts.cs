namespace CacheFleet.Caching.Redis;

/// <summary>The scripts that together keep an entry right.</summary>
internal sealed record StoreScripts
{
    /// <summary>As they are shipped.</summary>
    public static StoreScripts Shipped { get; } = new();

    public Script Look { get; init; } = new("look.lua");

    public Script Write { get; init; } = new("write.lua");

    public Script Release { get; init; } = new("release.lua");

    public Script Invalidate { get; init; } = new("invalidate.lua");

    public Script Put { get; init; } = new("put.lua");

    public Script Fill { get; init; } = new("fill.lua");
}
