namespace CacheFleet.Caching;

/// <summary>The store is dark and too many callers already wait for the origin.</summary>
public sealed class OriginOverloadedException : Exception
{
    /// <summary>Without a message.</summary>
    public OriginOverloadedException()
    {
    }

    /// <summary>With the knob and its value in the message.</summary>
    public OriginOverloadedException(string message)
        : base(message)
    {
    }

    /// <summary>With a cause.</summary>
    public OriginOverloadedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
