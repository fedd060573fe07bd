namespace CacheFleet.Caching;

/// <summary>Where an application declares its families; taken from dependency injection.</summary>
public interface IFamilySource
{
    /// <summary>Every family that the cache shall serve.</summary>
    IEnumerable<CacheFamily> Families { get; }
}
